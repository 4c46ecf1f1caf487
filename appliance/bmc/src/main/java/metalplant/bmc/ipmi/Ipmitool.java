package metalplant.bmc.ipmi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import metalplant.bmc.driver.Controller;
import metalplant.bmc.driver.Failures;
import metalplant.model.Problem;

/**
 * Runs {@code ipmitool} for one command: a list of arguments, never a shell; the password in its environment, where no other user reads it; a
 * limit on time and on output.
 */
public final class Ipmitool {
    private static final int OUTPUT_MAX = 256 * 1024;
    private static final Duration DRAIN = Duration.ofSeconds(5);

    /** HMAC-SHA256 with AES, and what older controllers have: HMAC-SHA1 with AES. None without encryption. */
    private static final List<String> SUITES = List.of("17", "3");

    private static final int KEPT_MAX = 4_096;

    private final Map<String, String> taken = new ConcurrentHashMap<>();
    private final String program;
    private final Duration timeout;

    /**
     * @param program its path
     * @param timeout of a command as a whole
     */
    public Ipmitool(String program, Duration timeout) {
        this.program = program;
        this.timeout = timeout;
    }

    /** What it says. */
    String run(Controller controller, boolean reading, String... words) {
        var suites = suites(controller);
        for (var suite : suites) {
            try {
                var said = once(controller, suite, reading, words);
                keep(controller, suite);
                return said;
            } catch (Problem e) {
                if (!isRefusedSuite(e.getMessage()) || suite.equals(suites.getLast())) {
                    throw e;
                }
            }
        }
        throw new IllegalStateException("there is a last one");
    }

    /** The one that a controller took before; else all that are worth trying, the best first. Nothing is done before it took one. */
    public List<String> suites(Controller controller) {
        var known = taken.get(place(controller));
        return known == null ? SUITES : List.of(known);
    }

    /** This controller takes this one. */
    public void keep(Controller controller, String suite) {
        if (taken.size() >= KEPT_MAX) {
            taken.clear();
        }
        taken.put(place(controller), suite);
    }

    /** Whether that is what a controller says of a suite that it has not, before there is a session. */
    public static boolean isRefusedSuite(String said) {
        return said.contains("Error in open session response");
    }

    private static String place(Controller controller) {
        return controller.host() + " " + controller.ipmiPort();
    }

    private String once(Controller controller, String suite, boolean reading, String... words) {
        try {
            var process = start(controller, suite, ProcessBuilder.Redirect.from(new java.io.File("/dev/null")), words);
            try {
                return finish(process, controller.host(), reading);
            } finally {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.lost(controller.host(), "the call was ended").because(e);
        }
    }

    /**
     * Starts it with one cipher suite; whoever starts it ends it. Without a suite it would ask the controller first, which many do not answer.
     *
     * @throws Problem BMC_UNREACHABLE if it is not installed
     */
    public Process start(Controller controller, String suite, ProcessBuilder.Redirect input, String... words) {
        var command = new ArrayList<>(List.of(
                program,
                "-I",
                "lanplus",
                "-H",
                controller.host(),
                "-p",
                Integer.toString(controller.ipmiPort()),
                "-U",
                controller.user(),
                "-E",
                "-N",
                "1",
                "-R",
                "2",
                "-C",
                suite));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).redirectInput(input);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("IPMITOOL_PASSWORD", controller.password());
        try {
            return builder.start();
        } catch (IOException e) {
            throw Failures.unreachable(controller.host(), "%s cannot be run: is ipmitool installed?".formatted(program))
                    .because(e);
        }
    }

    private String finish(Process process, String host, boolean reading) throws InterruptedException {
        var output = read(process.getInputStream());
        var error = read(process.getErrorStream());
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            throw failed(host, reading, "no answer over IPMI within %d s".formatted(timeout.toSeconds()));
        }
        var text = get(output, host, reading);
        if (process.exitValue() != 0) {
            var errors = get(error, host, reading);
            throw judged(host, reading, isRefusedSuite(errors) ? errors : said(errors, text));
        }
        return text;
    }

    /** Its last word; before that it complains of what no controller has to have. */
    private static String said(String error, String output) {
        return (output + "\n" + error)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.contains("Channel Cipher Suites"))
                .reduce((_, last) -> last)
                .orElse("ipmitool failed and did not say why");
    }

    /** Without a session nothing was asked; it says the same of a controller that is away and of a password that is wrong. */
    private static Problem judged(String host, boolean reading, String said) {
        if (said.contains("Unable to establish") || said.contains("Address lookup for")) {
            return Failures.unreachable(host, said + " (is it there, and does it take this user and password?)");
        }
        return said.contains("No response") || said.contains("timeout")
                ? failed(host, reading, said)
                : Failures.refused(host, said);
    }

    private static Problem failed(String host, boolean reading, String why) {
        return reading ? Failures.unreachable(host, why) : Failures.lost(host, why);
    }

    private static CompletableFuture<String> read(InputStream stream) {
        var result = new CompletableFuture<String>();
        Thread.ofVirtual().name("ipmitool-output").start(() -> {
            try (stream) {
                var bytes = stream.readNBytes(OUTPUT_MAX);
                stream.skip(Long.MAX_VALUE);
                result.complete(new String(bytes, StandardCharsets.UTF_8));
            } catch (IOException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static String get(CompletableFuture<String> output, String host, boolean reading)
            throws InterruptedException {
        try {
            return output.get(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw failed(host, reading, "what ipmitool said cannot be read").because(e);
        }
    }
}

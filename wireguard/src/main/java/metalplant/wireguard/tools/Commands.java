package metalplant.wireguard.tools;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * Runs the programs of the mesh: a list of arguments, never a shell; a limit on time and on output. Output may hold private keys, so
 * only what a program says on its error channel gets into a message.
 */
public final class Commands {
    private static final int OUTPUT_MAX = 1 << 20;
    private static final int ERROR_SHOWN = 500;
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}");

    private final Programs programs;
    private final Optional<String> namespace;
    private final Duration timeout;

    /**
     * Commands of one network namespace.
     *
     * @param namespace by the name that {@code ip netns} knows it under; nothing is the one that this process is in
     * @param timeout after which a program is ended; for one that pings, longer than its pings
     */
    public Commands(Programs programs, Optional<String> namespace, Duration timeout) {
        namespace.ifPresent(name -> {
            if (!NAMESPACE.matcher(name).matches()) {
                throw Problem.bad("a network namespace cannot be called that");
            }
        });
        this.programs = programs;
        this.namespace = namespace;
        this.timeout = timeout;
    }

    /** What a program left behind. */
    record Output(int status, String text, String error) {
        boolean isGood() {
            return status == 0;
        }
    }

    Programs programs() {
        return programs;
    }

    /**
     * Runs {@code words}, whose first is a program's name, and gives its output.
     *
     * @throws Problem MESH_TOOL_FAILED unless it ends well and in time
     */
    String mustRun(List<String> words, String input) {
        var output = run(words, input);
        if (!output.isGood()) {
            throw failed(words, "ended with %d: %s".formatted(output.status(), shown(output.error())));
        }
        return output.text();
    }

    /** The same for a program whose failure means something. */
    Output run(List<String> words, String input) {
        var full = new ArrayList<String>();
        namespace.ifPresent(name -> full.addAll(List.of(programs.of("ip"), "netns", "exec", name)));
        full.add(words.getFirst().startsWith("/") ? words.getFirst() : programs.of(words.getFirst()));
        full.addAll(words.subList(1, words.size()));
        return execute(words, full, input);
    }

    private Output execute(List<String> words, List<String> full, String input) {
        var builder = new ProcessBuilder(full);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().put("LC_ALL", "C");
        try {
            var process = builder.start();
            try {
                return finish(process, words, input);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw failed(words, "cannot be run: is it installed, and is this root?")
                    .because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(words, "was interrupted").because(e);
        }
    }

    private Output finish(Process process, List<String> words, String input) throws IOException, InterruptedException {
        var text = read(process.getInputStream());
        var error = read(process.getErrorStream());
        feed(process, input);
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            throw failed(words, "did not end within %d s".formatted(timeout.toSeconds()));
        }
        return new Output(process.exitValue(), get(text, words), get(error, words));
    }

    /** A program that ends without reading is judged by its status, not by the broken pipe. */
    private static void feed(Process process, String input) {
        try (var stream = process.getOutputStream()) {
            stream.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            System.getLogger(Commands.class.getName())
                    .log(System.Logger.Level.DEBUG, "input was not read pid={0}", Long.toString(process.pid()));
        }
    }

    private static CompletableFuture<String> read(InputStream stream) {
        var result = new CompletableFuture<String>();
        Thread.ofPlatform().daemon().name("mesh-output").start(() -> {
            try (stream) {
                var bytes = stream.readNBytes(OUTPUT_MAX + 1);
                if (bytes.length > OUTPUT_MAX) {
                    throw new IOException("more than %d bytes".formatted(OUTPUT_MAX));
                }
                result.complete(new String(bytes, StandardCharsets.UTF_8));
            } catch (IOException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static String get(CompletableFuture<String> output, List<String> words) throws InterruptedException {
        try {
            return output.get(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw failed(words, "gave output that cannot be read").because(e);
        }
    }

    private static Problem failed(List<String> words, String what) {
        return Problem.of(ProblemCode.MESH_TOOL_FAILED, "\"%s\" %s".formatted(String.join(" ", words), what));
    }

    private static String shown(String error) {
        var line = error.strip().replace('\n', ' ');
        return line.length() <= ERROR_SHOWN ? line : line.substring(0, ERROR_SHOWN);
    }
}

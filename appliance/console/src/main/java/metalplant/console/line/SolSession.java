package metalplant.console.line;

import static java.lang.System.Logger.Level.DEBUG;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One running {@code ipmitool sol activate}. Its input ends when this process ends, however it does, and then the program gives the console
 * back: nothing stale is left by us.
 */
final class SolSession implements FarEnd.Attached {
    /** Nobody types it; still, it goes through. */
    static final byte ESCAPE = 0x1e;

    private static final System.Logger LOG = System.getLogger(SolSession.class.getName());
    private static final String GREETING = "[SOL Session operational.";

    /** It tries to change its terminal once the console is attached; its greeting it keeps for itself until the machine prints something. */
    private static final String NO_TERMINAL = "tcgetattr:";

    private static final Duration ENDS = Duration.ofSeconds(3);
    private static final int BUFFER = 4_096;
    private static final long STACK = 256 << 10;

    private final Process process;
    private final FarEnd.Ear ear;
    private final OutputStream input;
    private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
    private final CompletableFuture<Said> beginning = new CompletableFuture<>();
    private final CountDownLatch drained = new CountDownLatch(1);
    /** What ipmitool takes its escape character behind: a line end, and the beginning. */
    private boolean lineBegins = true;

    private volatile boolean closed;

    /**
     * What it said first.
     *
     * @param ready whether the console is attached
     * @param over whether the program has ended
     */
    record Said(boolean ready, boolean over, String text) {}

    SolSession(Process process, FarEnd.Ear ear) {
        this.process = process;
        this.ear = ear;
        this.input = process.getOutputStream();
    }

    /** Waits until it is attached, until it ended, or for so long. What comes after the beginning goes to the ear. */
    Said beginning(Duration patience) {
        waiting("console complaints").start(this::drainErrors);
        waiting("console output").start(this::read);
        try {
            return beginning.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            return new Said(false, false, errors());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Said(false, false, "");
        } catch (ExecutionException e) {
            throw new IllegalStateException("it is never failed", e);
        }
    }

    /** Reading from a process occupies what carries virtual threads, of which there are 256: the 129th console would stop all of them. */
    private static Thread.Builder waiting(String name) {
        return Thread.ofPlatform().daemon().stackSize(STACK).name(name);
    }

    private String errors() {
        synchronized (complaints) {
            return complaints.toString(ISO_8859_1);
        }
    }

    private void drainErrors() {
        var buffer = new byte[BUFFER];
        try (var errors = process.getErrorStream()) {
            for (int length = errors.read(buffer); length >= 0; length = errors.read(buffer)) {
                complained(buffer, length);
            }
        } catch (IOException e) {
            LOG.log(DEBUG, "complaints of ipmitool ended", e);
        } finally {
            drained.countDown();
        }
    }

    private void complained(byte[] buffer, int length) {
        synchronized (complaints) {
            if (complaints.size() < BUFFER) {
                complaints.write(buffer, 0, length);
            }
        }
        if (errors().contains(NO_TERMINAL)) {
            beginning.complete(new Said(true, false, ""));
        }
    }

    private void read() {
        var first = new StringBuilder();
        boolean greeted = false;
        var buffer = new byte[BUFFER];
        try (var output = process.getInputStream()) {
            for (int length = output.read(buffer); length >= 0; length = output.read(buffer)) {
                if (greeted) {
                    ear.heard(Arrays.copyOf(buffer, length));
                } else {
                    first.append(new String(buffer, 0, length, ISO_8859_1));
                    greeted = greeting(first);
                }
            }
        } catch (IOException e) {
            LOG.log(DEBUG, "output of ipmitool ended", e);
        }
        over(first);
    }

    /** Its own first line is not the machine's. @return whether that is behind us */
    private boolean greeting(StringBuilder first) {
        int shorter = Math.min(first.length(), GREETING.length());
        boolean isGreeting = first.substring(0, shorter).equals(GREETING.substring(0, shorter));
        int end = first.indexOf("\n");
        if (isGreeting && end < 0 && first.length() < BUFFER) {
            return false;
        }
        if (isGreeting) {
            beginning.complete(new Said(true, false, ""));
        }
        var rest = first.substring(isGreeting ? end + 1 : 0);
        if (!rest.isEmpty()) {
            ear.heard(rest.getBytes(ISO_8859_1));
        }
        return true;
    }

    private void over(StringBuilder first) {
        try {
            drained.await(ENDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        var said = first + "\n" + errors();
        if (!beginning.complete(new Said(false, true, said)) && !closed) {
            ear.ended(why(errors()));
        }
    }

    private static String why(String errors) {
        return errors.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("tcgetattr"))
                .reduce((_, last) -> last)
                .map(line -> line.replaceAll("\\p{Cntrl}", " "))
                .orElse("the management controller ended the session");
    }

    @Override
    public synchronized void type(byte[] bytes) {
        var escaped = new ByteArrayOutputStream(bytes.length + 2);
        for (var each : bytes) {
            if (lineBegins && each == ESCAPE) {
                escaped.write(ESCAPE);
            }
            escaped.write(each);
            lineBegins = each == '\r' || each == '\n';
        }
        write(escaped.toByteArray());
    }

    @Override
    public synchronized void signalBreak() {
        write(lineBegins ? new byte[] {ESCAPE, 'B'} : new byte[] {'\r', ESCAPE, 'B'});
        lineBegins = false;
    }

    private void write(byte[] bytes) {
        try {
            input.write(bytes);
            input.flush();
        } catch (IOException e) {
            // Its output ends too, and says why.
            LOG.log(DEBUG, "ipmitool takes nothing more", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        // What stops the program also when it does not read.
        Thread.ofVirtual().name("console end").start(() -> {
            try {
                input.close();
            } catch (IOException e) {
                LOG.log(DEBUG, "ipmitool has ended", e);
            }
        });
        try {
            if (!process.waitFor(ENDS.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

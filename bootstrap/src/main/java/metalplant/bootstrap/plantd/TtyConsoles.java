package metalplant.bootstrap.plantd;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Terminals as plain lines, so that a dumb serial terminal is as good as a screen. A line that is longer than any answer is cut, and what
 * is no printable ASCII is dropped.
 */
final class TtyConsoles implements Consoles, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(TtyConsoles.class.getName());
    private static final int LINE_MAX = 256;
    private static final int LINES_MAX = 64;

    private final BlockingQueue<String> typed = new ArrayBlockingQueue<>(LINES_MAX);
    private final List<OutputStream> outputs = new CopyOnWriteArrayList<>();
    private final List<InputStream> inputs = new CopyOnWriteArrayList<>();
    private boolean any;

    private TtyConsoles() {}

    /** Opens those that can be; one that is not there is left out. */
    static TtyConsoles open(List<Path> devices) {
        var consoles = new TtyConsoles();
        devices.forEach(consoles::add);
        return consoles;
    }

    /** The screen, and what the kernel was told to talk to. */
    static List<Path> ofSystem() {
        var names = new ArrayList<>(List.of("tty1"));
        try {
            for (var name : Files.readString(Path.of("/sys/class/tty/console/active"))
                    .strip()
                    .split("\\s+")) {
                if (name.matches("tty[A-Za-z]{1,8}[0-9]{1,3}|hvc[0-9]{1,2}")) {
                    names.add(name);
                }
            }
        } catch (IOException _) {
            // No such kernel: the screen alone.
        }
        return names.stream().distinct().map(name -> Path.of("/dev", name)).toList();
    }

    /** In a thread of its own: a serial line without a partner may keep whoever opens it waiting. */
    private void add(Path device) {
        if (Files.exists(device)) {
            any = true;
            Thread.ofPlatform().daemon().name("console " + device.getFileName()).start(() -> talk(device));
        }
    }

    private void talk(Path device) {
        try {
            var input = Files.newInputStream(device);
            inputs.add(input);
            outputs.add(Files.newOutputStream(device, StandardOpenOption.WRITE));
            read(input);
        } catch (IOException e) {
            LOG.log(WARNING, "console cannot be used device={0}: {1}", device, e.getMessage());
        }
    }

    private void read(InputStream input) {
        var line = new StringBuilder();
        try {
            for (int next = input.read(); next >= 0; next = input.read()) {
                if (next == '\n' || next == '\r') {
                    // A full queue means that nobody asks.
                    typed.offer(line.toString());
                    line.setLength(0);
                } else if (next == '\b' || next == 0x7f) {
                    line.setLength(Math.max(0, line.length() - 1));
                } else if (next >= ' ' && next < 0x7f && line.length() < LINE_MAX) {
                    line.append((char) next);
                }
            }
        } catch (IOException e) {
            LOG.log(WARNING, "console went away: {0}", e.getMessage());
        }
    }

    @Override
    public boolean any() {
        return any;
    }

    @Override
    public boolean say(String line) {
        boolean taken = false;
        var bytes = (line.replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.US_ASCII);
        for (var output : outputs) {
            try {
                output.write(bytes);
                output.flush();
                taken = true;
            } catch (IOException e) {
                LOG.log(WARNING, "console does not take a line: {0}", e.getMessage());
            }
        }
        return taken;
    }

    @Override
    public Optional<String> line(Duration patience) throws InterruptedException {
        return Optional.ofNullable(typed.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        for (var each : outputs) {
            closeQuietly(each);
        }
        for (var each : inputs) {
            closeQuietly(each);
        }
    }

    private static void closeQuietly(AutoCloseable each) {
        try {
            each.close();
        } catch (Exception e) {
            LOG.log(WARNING, "console does not close: {0}", e.getMessage());
        }
    }
}

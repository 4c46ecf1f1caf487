package metalplant.bootstrap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Sends the log to a file in the plant's folder, three files of 10 MiB at most, and warnings to the terminal as well.
 *
 * <p>The JDK makes an object of this class whenever it reads its logging configuration, so a library that asks for that
 * again gets the same.
 */
public final class LogSetup {
    private static final String FILE = "metalplant.log.file";
    private static final String JOURNAL = "metalplant.log.journal";
    private static final int BYTES_MAX = 10 << 20;
    private static final int FILES = 3;
    /** Held here: loggers that nobody holds forget their level. */
    private static final Logger QUIET = Logger.getLogger("org.apache.sshd");

    private static final String FORMAT = "%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n";

    /** Called by the JDK. */
    public LogSetup() throws IOException {
        var root = Logger.getLogger("");
        for (var handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.setLevel(Level.INFO);
        // Whatever strangers send to the SSH door would be a warning each; the door counts them itself.
        QUIET.setLevel(Level.SEVERE);
        var file = System.getProperty(FILE, "");
        if (!file.isEmpty()) {
            root.addHandler(at(Level.ALL, new FileHandler(file, BYTES_MAX, FILES, true)));
        }
        root.addHandler(at(Boolean.getBoolean(JOURNAL) ? Level.INFO : Level.WARNING, new ConsoleHandler()));
    }

    /** Logs to {@code plant.0.log} in a folder; older ones have higher numbers. */
    static void toFolder(Path folder) {
        System.setProperty(FILE, folder.toString().replace("%", "%%") + "/plant.%g.log");
        apply();
    }

    /** Warnings to the terminal and nothing else. */
    static void toTerminal() {
        System.setProperty(FILE, "");
        apply();
    }

    /** All to standard error, which systemd keeps. */
    static void toJournal() {
        System.setProperty(FILE, "");
        System.setProperty(JOURNAL, "true");
        apply();
    }

    private static void apply() {
        System.setProperty("java.util.logging.config.class", LogSetup.class.getName());
        System.setProperty("java.util.logging.SimpleFormatter.format", FORMAT);
        try {
            LogManager.getLogManager().readConfiguration();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot set up logging", e);
        }
    }

    private static Handler at(Level level, Handler handler) {
        handler.setLevel(level);
        handler.setFormatter(new SimpleFormatter());
        return handler;
    }
}

package metalplant.bootstrap.plantd;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import metalplant.mesh.files.AtomicFile;

/**
 * The time that it is at least: that of the build, or the last one that this box saw and believed.
 *
 * <p>A clock behind the floor is wrong for sure. One ahead of it may be right, because a box lies in a crate for years; beyond
 * {@link #CRATE} it is doubted: not believed into the floor, which could never come down again, and not set back either.
 */
final class ClockFloor {
    static final Duration CRATE = Duration.ofDays(5 * 365);
    private static final int TEXT_MAX = 64;

    private final Path file;
    private final Instant built;

    ClockFloor(Path file, Instant built) {
        this.file = file;
        this.built = built;
    }

    /** What the clock shows. */
    enum Verdict {
        BEHIND,
        PLAUSIBLE,
        DOUBTFUL
    }

    Instant floor() {
        var seen = seen();
        return seen.isAfter(built) ? seen : built;
    }

    Verdict judge(Instant now) {
        if (now.isBefore(floor())) {
            return Verdict.BEHIND;
        }
        return now.isAfter(floor().plus(CRATE)) ? Verdict.DOUBTFUL : Verdict.PLAUSIBLE;
    }

    /** Remembers a time, if it is to be believed and later than what is remembered. */
    void saw(Instant now) {
        if (judge(now) == Verdict.PLAUSIBLE && now.isAfter(seen())) {
            AtomicFile.write(file, now.truncatedTo(ChronoUnit.SECONDS) + "\n", AtomicFile.PUBLIC);
        }
    }

    /** A file that was damaged remembers nothing. */
    private Instant seen() {
        if (!Files.exists(file)) {
            return built;
        }
        try {
            var text = AtomicFile.read(file).strip();
            return text.length() > TEXT_MAX ? built : Instant.parse(text);
        } catch (DateTimeException | java.io.UncheckedIOException _) {
            return built;
        }
    }
}

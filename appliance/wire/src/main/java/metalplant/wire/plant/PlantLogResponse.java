package metalplant.wire.plant;

import java.time.Instant;
import java.util.List;

/** A piece of the log of a plant's box. @param cursor give it back to read on behind the last line */
public record PlantLogResponse(String cursor, List<Line> lines) {
    /** @param priority 0 the worst, 7 the least */
    public record Line(Instant at, String unit, int priority, String text) {}
}

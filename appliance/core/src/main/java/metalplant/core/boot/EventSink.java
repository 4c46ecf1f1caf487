package metalplant.core.boot;

import java.util.List;
import java.util.Map;

/** Takes in what servers and switches say of servers; the plant stamps its own time. */
@FunctionalInterface
public interface EventSink {
    /** Stores events, one per machine id; an unknown machine is made. */
    Taken take(Map<String, Said> events);

    /** @param event spelt as on the wire; unknown ones are not stored */
    record Said(String event, String message) {}

    /** @param failed machine ids whose event was not stored */
    record Taken(long stored, List<String> failed) {}
}

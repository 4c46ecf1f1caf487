package metalplant.rack.count;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;

/** The latest commands that reached a BMC, oldest first. Bounded: the oldest falls out. */
public final class CommandLog {
    private static final int ENTRIES_MAX = 1000;

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();

    /**
     * One command.
     *
     * @param machine the uuid of the server behind the BMC
     * @param server its short name
     * @param word what was asked for
     * @param at when the BMC got it
     * @param sent when the broker took it
     * @param allocation the allocation whose system or installation was on the server at that moment, or empty
     * @param phase what the server was doing
     * @param fate done, stale or unanswered
     */
    public record Entry(
            String machine,
            String server,
            String word,
            Instant at,
            Instant sent,
            String allocation,
            String phase,
            String fate) {}

    public void add(Entry entry) {
        if (entries.size() == ENTRIES_MAX) {
            entries.removeFirst();
        }
        entries.addLast(entry);
    }

    public List<Entry> latest() {
        return List.copyOf(entries);
    }
}

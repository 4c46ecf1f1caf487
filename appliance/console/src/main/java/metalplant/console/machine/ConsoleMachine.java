package metalplant.console.machine;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A machine as far as its console is concerned.
 *
 * @param id its UUID in small letters
 * @param partition where it stands
 * @param here whether that is this plant
 * @param management where the consoles of that partition are, as HOST:PORT, as its document says; ""
 */
public record ConsoleMachine(String id, String partition, boolean here, String management, Optional<Holding> holding) {
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /**
     * An allocation.
     *
     * @param mark differs from that of every other allocation
     * @param keys public keys as authorized_keys has them
     */
    public record Holding(String mark, String project, boolean firewall, List<String> keys) {
        public Holding {
            keys = List.copyOf(keys);
        }
    }

    /** Whether a user name can be a machine at all. */
    public static boolean isId(String text) {
        return UUID_TEXT.matcher(text).matches();
    }

    /** The present allocation; "" without one. */
    public String mark() {
        return holding.map(Holding::mark).orElse("");
    }
}

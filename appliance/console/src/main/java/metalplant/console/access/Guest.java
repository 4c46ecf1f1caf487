package metalplant.console.access;

import java.util.Optional;

/** Who looks at a console. */
public sealed interface Guest {
    /** One line for the others who look, and for the records. */
    String who();

    /** The allocation with which this ends; empty for those who may whoever has the machine. */
    Optional<String> mark();

    /** Whether they may see what was printed before the present allocation began. */
    default boolean seesAll() {
        return mark().isEmpty();
    }

    /**
     * Has a key of the allocation.
     *
     * @param key its fingerprint
     */
    record Owner(String key, String allocation) implements Guest {
        @Override
        public String who() {
            return "key " + key;
        }

        @Override
        public Optional<String> mark() {
            return Optional.of(allocation);
        }
    }

    /** May see the console of every machine. */
    record Admin(String email) implements Guest {
        @Override
        public String who() {
            return "admin " + email;
        }

        @Override
        public Optional<String> mark() {
            return Optional.empty();
        }
    }

    /**
     * Comes through another console, which has looked who it is.
     *
     * @param from the plant, or the name of its certificate
     * @param said who it is over there
     * @param mark as above
     */
    record Forwarded(String from, String said, Optional<String> mark) implements Guest {
        @Override
        public String who() {
            return said.isEmpty() ? "somebody of " + from : "%s of %s".formatted(said, from);
        }
    }
}

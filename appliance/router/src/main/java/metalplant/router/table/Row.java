package metalplant.router.table;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import metalplant.door.Role;

/**
 * What the federation door does with one operation.
 *
 * @param id operation id of the API document
 * @param verb GET, PUT, POST or DELETE
 * @param path below the base path; literal segments win over parameters
 * @param role the lowest role that may call it
 * @param treatment where it goes
 * @param clues where the plant is found; the first one that is there decides
 * @param guard what it touches that stays in its plant
 * @param rows what the elements of a list are, or what an answer creates or shows
 * @param effect what a good answer means for what is known of ids
 * @param order whether the elements of the list come in order of their key
 */
public record Row(
        String id,
        String verb,
        String path,
        Role role,
        Treatment treatment,
        List<Clue> clues,
        Guard guard,
        Optional<Entity> rows,
        Effect effect,
        Order order) {

    /** What a good answer tells about where things are. */
    public enum Effect {
        NOTHING,
        /** What was named is at the plant that answered. */
        SHOWS,
        /** The answer holds the id of something new at that plant. */
        CREATES,
        /** What was named is gone. */
        REMOVES
    }

    /** The order of a list's elements, where clients rely on one. */
    public enum Order {
        ANY,
        BY_MACHINE
    }

    /** Whether an answer that got lost leaves open what has happened. */
    public boolean writes() {
        return switch (treatment) {
            case BOUND_WRITE, BOUND_OR_HOME, HOME -> true;
            case LOCAL, BOUND_READ, FAN_OUT -> false;
        };
    }

    /**
     * The highest role of another plant's callers for this operation, given the one that they have for what is this plant's alone. Shared
     * masterdata is not: its home is only where it is written, so whoever may change things here changes it as an admin, if he is one there.
     *
     * @param shared whether plants share what the request names, where the operation is for both
     */
    public Role roleMax(Role ofPeer, boolean shared) {
        boolean atHome = treatment == Treatment.HOME || (treatment == Treatment.BOUND_OR_HOME && shared);
        return atHome && ofPeer.compareTo(Role.EDIT) >= 0 ? Role.ADMIN : ofPeer;
    }

    /** Whether the body must be read to find the plant. */
    public boolean looksIntoBody() {
        return clues.stream().anyMatch(clue -> clue.place() == Clue.Place.BODY);
    }

    /** The field that tells the elements of this list apart. */
    public Optional<String> key() {
        return order == Order.BY_MACHINE ? Optional.of("machineid") : rows.map(Entity::key);
    }

    /** One line of {@code docs/router.md}. */
    public String documented(boolean served) {
        var where = clues.isEmpty() ? "-" : clues.stream().map(Clue::words).collect(Collectors.joining(", "));
        return "| `%s` | %s `%s` | %s | %s | %s | %s |"
                .formatted(id, verb, path, treatment.words(), where, guard.words(), served ? "yes" : "not yet");
    }
}

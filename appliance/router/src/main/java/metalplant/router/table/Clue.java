package metalplant.router.table;

import java.util.Locale;

/**
 * One place of a request that tells which plant is meant.
 *
 * @param name of the path parameter, query parameter or field; a dot leads into an object
 * @param names what the value is the id of; a field may hold a list of ids
 */
public record Clue(Place place, String name, Entity names) {
    /** Where it stands. */
    public enum Place {
        PATH,
        QUERY,
        BODY
    }

    static Clue path(Entity names) {
        return new Clue(Place.PATH, "id", names);
    }

    static Clue query(String name, Entity names) {
        return new Clue(Place.QUERY, name, names);
    }

    static Clue body(String name, Entity names) {
        return new Clue(Place.BODY, name, names);
    }

    /** For the documentation: {@code body partitionid (partition)}. */
    public String words() {
        return "%s `%s` (%s)"
                .formatted(
                        place.name().toLowerCase(Locale.ROOT),
                        name,
                        names.name().toLowerCase(Locale.ROOT));
    }
}

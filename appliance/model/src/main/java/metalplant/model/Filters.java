package metalplant.model;

import java.util.Optional;

/** What a filter of a search means: one that is not given lets everything through. */
public final class Filters {
    private Filters() {}

    /** Whether {@code actual} is what is wanted, or anything is. */
    public static <T> boolean is(Optional<T> wanted, T actual) {
        return wanted.isEmpty() || wanted.get().equals(actual);
    }
}

package metalplant.model;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something costly that is made when it is first wanted. Safe for many threads; made once at most. */
public final class Lazy<T> {
    private final Supplier<T> maker;
    private @Nullable T made;

    public Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    /** What was made; a maker that throws is asked again next time. */
    public synchronized T get() {
        var result = made;
        if (result == null) {
            result = maker.get();
            made = result;
        }
        return result;
    }

    /** What was made, if anybody wanted it yet. */
    public synchronized Optional<T> ifMade() {
        return Optional.ofNullable(made);
    }
}

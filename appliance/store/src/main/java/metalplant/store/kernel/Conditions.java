package metalplant.store.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts the WHERE of a search together: constant pieces of text with placeholders, and the values that go there. */
public final class Conditions {
    private final List<String> texts = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    /** Adds a condition; {@code text} is a constant with one placeholder per value. */
    public Conditions where(String text, Object... some) {
        texts.add(text);
        values.addAll(List.of(some));
        return this;
    }

    /** Adds a condition if there is a value to compare with. */
    public Conditions and(String text, Optional<?> value) {
        value.ifPresent(v -> where(text, v));
        return this;
    }

    /** The statement: {@code select}, the conditions, and {@code rest}, which may hold placeholders of its own. */
    public Sql statement(String select, String rest) {
        var where = texts.isEmpty() ? "" : " WHERE " + String.join(" AND ", texts);
        return Sql.composed(select + where + " " + rest);
    }

    /** The values of the placeholders, followed by {@code more}. */
    public Object[] values(Object... more) {
        var all = new ArrayList<>(values);
        all.addAll(List.of(more));
        return all.toArray();
    }
}

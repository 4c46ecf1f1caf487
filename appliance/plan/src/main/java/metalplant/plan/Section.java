package metalplant.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** One mapping of a plan while it is read: hands out what it knows and complains about the rest. */
final class Section {
    private static final int ITEMS_MAX = 256;
    private static final int SHOWN_MAX = 80;

    private final String path;
    private final int line;
    private final Map<String, Tree.Field> fields = new HashMap<>();
    private final TreeSet<String> known = new TreeSet<>();
    private final List<Finding> findings;

    Section(String path, Tree tree, List<Finding> findings) {
        this.path = path;
        this.line = tree.line();
        this.findings = findings;
        if (tree instanceof Tree.Fields given) {
            given.fields().forEach(this::take);
        } else if (!(tree instanceof Tree.Text text && text.value().isEmpty() && !text.quoted())) {
            complain(line, "", "this must be a mapping of keys to values");
        }
    }

    /** One value with the line where it stands. */
    record Value<T>(T value, int line) {}

    private void take(Tree.Field field) {
        var before = fields.putIfAbsent(field.key(), field);
        if (before != null) {
            complain(field.line(), field.key(), "given twice, first in line %d".formatted(before.line()));
        }
    }

    boolean has(String key) {
        known.add(key);
        return fields.containsKey(key);
    }

    int line() {
        return line;
    }

    Optional<Section> section(String key) {
        known.add(key);
        return Optional.ofNullable(fields.get(key)).map(field -> new Section(below(key), field.value(), findings));
    }

    /** A value that must be there. */
    <T> Optional<Value<T>> required(String key, String form, Function<String, Optional<T>> reader) {
        if (!has(key)) {
            complain(line, key, "is missing; it is " + form);
            return Optional.empty();
        }
        return value(key, form, reader);
    }

    /** A value that may be left out; also empty, with a complaint, if it does not fit. */
    <T> Optional<Value<T>> value(String key, String form, Function<String, Optional<T>> reader) {
        known.add(key);
        var field = fields.get(key);
        if (field == null) {
            return Optional.empty();
        }
        return read(field.value(), key, form, reader);
    }

    /** Items that may be left out; those that do not fit are complained about. */
    <T> Optional<List<Value<T>>> list(String key, String form, Function<String, Optional<T>> reader) {
        known.add(key);
        var field = fields.get(key);
        if (field == null) {
            return Optional.empty();
        }
        if (!(field.value() instanceof Tree.Items items)) {
            complain(field.line(), key, "must be a list; each item is " + form);
            return Optional.of(List.of());
        }
        if (items.items().size() > ITEMS_MAX) {
            complain(field.line(), key, "has more than %d items".formatted(ITEMS_MAX));
            return Optional.of(List.of());
        }
        var values = new ArrayList<Value<T>>();
        for (int i = 0; i < items.items().size(); i++) {
            read(items.items().get(i), "%s[%d]".formatted(key, i), form, reader).ifPresent(values::add);
        }
        return Optional.of(values);
    }

    private <T> Optional<Value<T>> read(Tree tree, String key, String form, Function<String, Optional<T>> reader) {
        if (!(tree instanceof Tree.Text text)) {
            complain(tree.line(), key, "must be " + form);
            return Optional.empty();
        }
        var found = reader.apply(text.value());
        if (found.isEmpty()) {
            complain(text.line(), key, "must be %s, not \"%s\"".formatted(form, shown(text.value())));
        }
        return found.map(value -> new Value<>(value, text.line()));
    }

    /** To be called last: whatever nobody asked for is a mistake. */
    void refuseUnknown() {
        fields.values().stream()
                .filter(field -> !known.contains(field.key()))
                .forEach(field -> complain(
                        field.line(),
                        "",
                        "there is no key \"%s\"; %s"
                                .formatted(
                                        shown(field.key()),
                                        Nearest.of(field.key(), known)
                                                .map("did you mean \"%s\"?"::formatted)
                                                .orElse("there are " + String.join(", ", known)))));
    }

    void complain(int at, String key, String reason) {
        findings.add(new Finding(at, key.isEmpty() ? path : below(key), reason));
    }

    String below(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** What a hostile file says must not reach a terminal as it is. */
    private static String shown(String text) {
        var clean = text.replaceAll("\\P{Print}", "?");
        return clean.length() > SHOWN_MAX ? clean.substring(0, SHOWN_MAX) + "..." : clean;
    }
}

package metalplant.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** One mapping of an operator's file while it is read: hands out what it knows and complains about the rest. */
public final class Section {
    /** It cannot be read at all. */
    public static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Finding finding;

        Unreadable(int line, String reason) {
            super(reason);
            this.finding = new Finding(line, "", reason);
        }

        public Finding finding() {
            return finding;
        }
    }

    private static final int ITEMS_MAX = 256;
    private static final int SHOWN_MAX = 80;

    private final String path;
    private final int line;
    private final Map<String, Tree.Field> fields = new HashMap<>();
    private final TreeSet<String> known = new TreeSet<>();
    private final List<Finding> findings;

    /** The whole of a text. @throws Unreadable if it is no YAML, or more than a file of an operator may be */
    public static Section of(String text, List<Finding> findings) throws Unreadable {
        return new Section("", YamlTree.read(text), findings);
    }

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
    public record Value<T>(T value, int line) {}

    /** One part of a mapping whose keys are names. */
    public record Entry(String name, int line, Section section) {}

    private void take(Tree.Field field) {
        var before = fields.putIfAbsent(field.key(), field);
        if (before != null) {
            complain(field.line(), field.key(), "given twice, first in line %d".formatted(before.line()));
        }
    }

    /** Whether a key is given. */
    public boolean has(String key) {
        known.add(key);
        return fields.containsKey(key);
    }

    /** Where it begins. */
    public int line() {
        return line;
    }

    /** A mapping that may be left out. */
    public Optional<Section> section(String key) {
        known.add(key);
        return Optional.ofNullable(fields.get(key)).map(field -> new Section(below(key), field.value(), findings));
    }

    /** Its parts, in the order in which they stand there; the names are the operator's. */
    public List<Entry> entries() {
        return fields.values().stream()
                .sorted(Comparator.comparingInt(Tree.Field::line).thenComparing(Tree.Field::key))
                .map(field -> {
                    known.add(field.key());
                    return new Entry(
                            field.key(), field.line(), new Section(below(field.key()), field.value(), findings));
                })
                .toList();
    }

    /** The keys that are given, in the order in which they stand there, where they are names of the operator's. */
    public List<String> keys() {
        known.addAll(fields.keySet());
        return fields.values().stream()
                .sorted(Comparator.comparingInt(Tree.Field::line).thenComparing(Tree.Field::key))
                .map(Tree.Field::key)
                .toList();
    }

    /** A value that must be there. */
    public <T> Optional<Value<T>> required(String key, String form, Function<String, Optional<T>> reader) {
        if (!has(key)) {
            complain(line, key, "is missing; it is " + form);
            return Optional.empty();
        }
        return value(key, form, reader);
    }

    /** A value that may be left out; also empty, with a complaint, if it does not fit. */
    public <T> Optional<Value<T>> value(String key, String form, Function<String, Optional<T>> reader) {
        known.add(key);
        var field = fields.get(key);
        if (field == null) {
            return Optional.empty();
        }
        return read(field.value(), key, form, reader);
    }

    /** Items that may be left out; those that do not fit are complained about. */
    public <T> Optional<List<Value<T>>> list(String key, String form, Function<String, Optional<T>> reader) {
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
    public void refuseUnknown() {
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

    /** Says what is wrong with a key of it; "" is itself. */
    public void complain(int at, String key, String reason) {
        findings.add(new Finding(at, shown(key.isEmpty() ? path : below(key)), reason));
    }

    /** How a key of it is called in findings. */
    public String below(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** What a hostile file says must not reach a terminal as it is. */
    public static String shown(String text) {
        var clean = text.replaceAll("\\P{Print}", "?");
        return clean.length() > SHOWN_MAX ? clean.substring(0, SHOWN_MAX) + "..." : clean;
    }
}

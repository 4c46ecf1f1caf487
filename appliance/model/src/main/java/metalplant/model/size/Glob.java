package metalplant.model.size;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A pattern over names: {@code *} is any run of characters but {@code /}, {@code ?} is one of them, {@code [a-c]} and {@code [^a-c]}
 * are classes, a backslash takes the next character literally. Matching takes time proportional to pattern times text, whatever
 * the pattern is.
 *
 * @see "path.Match of Go"
 */
public final class Glob {
    private static final int LENGTH_MAX = 512;

    private final List<Part> parts;

    private Glob(List<Part> parts) {
        this.parts = parts;
    }

    private sealed interface Part {
        record Run() implements Part {}

        record One() implements Part {}

        record Literal(int character) implements Part {}

        record CharacterClass(boolean negated, List<Range> ranges) implements Part {}
    }

    private record Range(int low, int high) {
        boolean holds(int character) {
            return low <= character && character <= high;
        }
    }

    /** Reads a pattern; empty when it is malformed or longer than any real one. */
    public static Optional<Glob> parse(String pattern) {
        return pattern.length() > LENGTH_MAX ? Optional.empty() : new Reader(pattern).read();
    }

    /** Whether the pattern covers the whole of {@code text}. */
    public boolean matches(String text) {
        int[] characters = text.codePoints().toArray();
        // reachable[i]: the parts so far can cover the first i characters.
        var reachable = new boolean[characters.length + 1];
        reachable[0] = true;
        for (var part : parts) {
            reachable = step(part, characters, reachable);
        }
        return reachable[characters.length];
    }

    private static boolean[] step(Part part, int[] characters, boolean[] before) {
        var after = new boolean[before.length];
        if (part instanceof Part.Run) {
            after[0] = before[0];
            for (int i = 0; i < characters.length; i++) {
                after[i + 1] = before[i + 1] || (after[i] && characters[i] != '/');
            }
            return after;
        }
        for (int i = 0; i < characters.length; i++) {
            after[i + 1] = before[i] && covers(part, characters[i]);
        }
        return after;
    }

    private static boolean covers(Part part, int character) {
        return switch (part) {
            case Part.Run() -> character != '/';
            case Part.One() -> character != '/';
            case Part.Literal(int literal) -> literal == character;
            case Part.CharacterClass(boolean negated, List<Range> ranges) ->
                ranges.stream().anyMatch(range -> range.holds(character)) != negated;
        };
    }

    /** Reads one pattern from left to right; {@code broken} once it cannot be one. */
    private static final class Reader {
        private final int[] pattern;
        private int at;
        private boolean broken;

        Reader(String pattern) {
            this.pattern = pattern.codePoints().toArray();
        }

        Optional<Glob> read() {
            var parts = new ArrayList<Part>();
            while (more() && !broken) {
                parts.add(part());
            }
            return broken ? Optional.empty() : Optional.of(new Glob(List.copyOf(parts)));
        }

        private Part part() {
            int character = next();
            return switch (character) {
                case '*' -> new Part.Run();
                case '?' -> new Part.One();
                case '[' -> characterClass();
                case '\\' -> new Part.Literal(next());
                default -> new Part.Literal(character);
            };
        }

        private Part characterClass() {
            boolean negated = more() && pattern[at] == '^';
            if (negated) {
                at++;
            }
            var ranges = new ArrayList<Range>();
            while (!broken && !(more() && pattern[at] == ']' && !ranges.isEmpty())) {
                ranges.add(range());
            }
            next();
            return new Part.CharacterClass(negated, List.copyOf(ranges));
        }

        private Range range() {
            int low = member();
            if (more() && pattern[at] == '-') {
                at++;
                return new Range(low, member());
            }
            return new Range(low, low);
        }

        private int member() {
            int character = next();
            if (character == '\\') {
                return next();
            }
            broken |= character == '-' || character == ']';
            return character;
        }

        private boolean more() {
            return at < pattern.length;
        }

        private int next() {
            if (more()) {
                return pattern[at++];
            }
            broken = true;
            return 0;
        }
    }
}

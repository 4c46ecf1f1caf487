package metalplant.model.size;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import metalplant.model.Problem;
import metalplant.model.image.SemanticVersion;

/**
 * Which versions of an operating system are meant: {@code *}, a version, or an operator, one blank and a version. A version with
 * fewer than three numbers leaves the others open wherever that makes a difference, as in {@code = 24.04}, which is all of 24.4.
 *
 * @param given how many numbers of the version were given; 0 for {@code *}
 * @see "Masterminds semver 3, whose meaning of the operators this has"
 */
public record VersionConstraint(String text, Operator operator, SemanticVersion version, int given) {
    /** What a version is compared by. Some have two spellings. */
    public enum Operator {
        ANY,
        EQUAL("="),
        NOT_EQUAL("!="),
        GREATER(">"),
        LESS("<"),
        AT_LEAST(">=", "=>"),
        AT_MOST("<=", "=<"),
        TILDE("~", "~>"),
        CARET("^");

        private static final Map<String, Operator> BY_SPELLING = Arrays.stream(values())
                .flatMap(operator -> Arrays.stream(operator.spellings).map(spelling -> Map.entry(spelling, operator)))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

        private final String[] spellings;

        Operator(String... spellings) {
            this.spellings = spellings;
        }

        static Optional<Operator> parse(String spelling) {
            return Optional.ofNullable(BY_SPELLING.get(spelling));
        }
    }

    private static final SemanticVersion ZERO = new SemanticVersion(0, 0, 0);

    /**
     * Reads a constraint.
     *
     * @throws Problem BAD_REQUEST naming what is wrong with it
     */
    public static VersionConstraint parse(String text) {
        if (text.strip().equals("*")) {
            return new VersionConstraint("*", Operator.ANY, ZERO, 0);
        }
        int blank = text.indexOf(' ');
        if (blank < 0) {
            return of(text, Operator.EQUAL, text);
        }
        var operator = Operator.parse(text.substring(0, blank))
                .orElseThrow(() -> bad(text, "the operator must be one of = != > < >= => <= =< ~ ~> ^"));
        return of(text, operator, text.substring(blank + 1));
    }

    private static VersionConstraint of(String text, Operator operator, String versionText) {
        var version = SemanticVersion.parse(versionText)
                .orElseThrow(() -> bad(text, "expected *, a version, or an operator, one blank and a version"));
        int given = 1 + (int) versionText.chars().filter(c -> c == '.').count();
        return new VersionConstraint(text, operator, version, given);
    }

    private static Problem bad(String text, String why) {
        return Problem.bad("version constraint \"%s\" is not valid: %s".formatted(text, why));
    }

    /** Reads all constraints of a map from operating system to constraint; @throws Problem BAD_REQUEST */
    public static Map<String, VersionConstraint> parseAll(Map<String, String> byOs) {
        if (byOs.containsKey("*")) {
            throw Problem.bad("\"*\" is not an operating system");
        }
        return byOs.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> parse(entry.getValue())));
    }

    public boolean any() {
        return operator == Operator.ANY;
    }

    /** Whether {@code v} is one of the versions meant. */
    public boolean accepts(SemanticVersion v) {
        return switch (operator) {
            case ANY -> true;
            case EQUAL -> given == 3 ? v.equals(version) : tilde(v);
            case NOT_EQUAL -> !sameAsGiven(v);
            case GREATER -> compareGiven(v) > 0;
            case LESS -> v.compareTo(version) < 0;
            case AT_LEAST -> v.compareTo(version) >= 0;
            case AT_MOST -> compareGiven(v) <= 0;
            case TILDE -> tilde(v);
            case CARET -> caret(v);
        };
    }

    /**
     * Whether two layouts with these constraints would be ambiguous, as the reference judges it: {@code *} beside anything, equal
     * ones, or two of which each one's version satisfies the other. Some overlaps pass.
     */
    public boolean collidesWith(VersionConstraint other) {
        if (any() || other.any() || text.equals(other.text)) {
            return true;
        }
        return accepts(other.version) && other.accepts(version);
    }

    private boolean sameAsGiven(SemanticVersion v) {
        return compareGiven(v) == 0;
    }

    /** Compares no more numbers than were given. */
    private int compareGiven(SemanticVersion v) {
        Function<SemanticVersion, SemanticVersion> cut =
                full -> new SemanticVersion(full.major(), given >= 2 ? full.minor() : 0, given >= 3 ? full.patch() : 0);
        return cut.apply(v).compareTo(cut.apply(version));
    }

    private boolean tilde(SemanticVersion v) {
        if (v.compareTo(version) < 0) {
            return false;
        }
        // A complete zero means "at least nothing".
        if (given == 3 && version.equals(ZERO)) {
            return true;
        }
        return v.major() == version.major() && (given < 2 || v.minor() == version.minor());
    }

    private boolean caret(SemanticVersion v) {
        if (v.compareTo(version) < 0 || v.major() != version.major()) {
            return false;
        }
        if (version.major() > 0 || given < 2) {
            return true;
        }
        if (v.minor() != version.minor()) {
            return false;
        }
        return version.minor() > 0 || given < 3 || v.patch() == version.patch();
    }

    @Override
    public String toString() {
        return text;
    }
}

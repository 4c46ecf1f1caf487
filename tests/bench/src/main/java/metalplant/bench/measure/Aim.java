package metalplant.bench.measure;

import java.util.Locale;

/**
 * What a figure has to reach.
 *
 * @param of whether the bound is on the ratio or on the value itself
 * @param atLeast else at most
 */
public record Aim(Of of, boolean atLeast, double bound) {
    /** What is held against the bound. */
    public enum Of {
        RATIO,
        VALUE
    }

    public static Aim ratioAtLeast(double bound) {
        return new Aim(Of.RATIO, true, bound);
    }

    public static Aim ratioAtMost(double bound) {
        return new Aim(Of.RATIO, false, bound);
    }

    public static Aim valueAtMost(double bound) {
        return new Aim(Of.VALUE, false, bound);
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @param bound in full, because the text has it rounded
     * @throws IllegalArgumentException for a text of another form
     */
    static Aim parse(String text, double bound) {
        return switch (text.replaceFirst(" [0-9.]+$", "")) {
            case "ratio ≥" -> ratioAtLeast(bound);
            case "ratio ≤" -> ratioAtMost(bound);
            case "value ≤" -> valueAtMost(bound);
            default -> throw new IllegalArgumentException("no aim: " + text);
        };
    }

    boolean isMet(double value, double ratio) {
        double judged = of == Of.RATIO ? ratio : value;
        return atLeast ? judged >= bound : judged <= bound;
    }

    @Override
    public String toString() {
        var number = Report.number(bound);
        return String.format(Locale.ROOT, "%s %s %s", of == Of.RATIO ? "ratio" : "value", atLeast ? "≥" : "≤", number);
    }
}

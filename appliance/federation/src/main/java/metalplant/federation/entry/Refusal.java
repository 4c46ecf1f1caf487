package metalplant.federation.entry;

/**
 * Ends the folding of an entry that may not be; caught where entries are taken in and turned into a value, so that it never leaves
 * this module. Carries no stack: hostile entries are traffic, not bugs.
 */
public final class Refusal extends RuntimeException {
    private final Reason reason;

    public Refusal(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    public Reason reason() {
        return reason;
    }

    /** Refuses by a rule of the domain unless {@code condition} holds. */
    public static void unless(boolean condition, String message) {
        if (!condition) {
            throw new Refusal(Reason.RULE, message);
        }
    }
}

package metalplant.federation.encoding;

/** A kind of command that this software does not know. Never skipped: the reader must stop before it. */
public final class UnknownKind extends RuntimeException {
    public UnknownKind(int number) {
        super("kind %d is unknown".formatted(number), null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}

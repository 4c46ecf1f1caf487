package metalplant.federation.encoding;

/** Bytes that are not the canonical form of anything; says what was wrong where. Carries no stack: hostile bytes are no bug of ours. */
public final class Malformed extends RuntimeException {
    public Malformed(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}

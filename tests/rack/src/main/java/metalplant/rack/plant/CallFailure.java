package metalplant.rack.plant;

/**
 * Why a call failed, as far as a client behaves differently.
 *
 * @param text for people; bounded, on one line
 */
public record CallFailure(Kind kind, String text) {
    private static final int TEXT_MAX = 300;

    public CallFailure {
        text = (text.length() > TEXT_MAX ? text.substring(0, TEXT_MAX) : text).replaceAll("\\s+", " ");
    }

    /** What a client can tell apart. */
    public enum Kind {
        /** Nobody there, too slow, or the connection broke: try again. */
        AWAY,
        /** An answer, and it is no. */
        REFUSED,
        /** The plant does not know the method: another version. */
        UNIMPLEMENTED,
        /** The plant's certificate does not verify: certificates were rotated. */
        CERTIFICATE
    }
}

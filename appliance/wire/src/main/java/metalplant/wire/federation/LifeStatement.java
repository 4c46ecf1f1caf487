package metalplant.wire.federation;

/**
 * How far a plant is in which of its lives, signed by itself, so that nobody else can make it believe that it was further once.
 *
 * @param nonce as a UUID
 * @param signature hex, of the plant's root key
 */
public record LifeStatement(long counter, String nonce, long mark, String signature) {}

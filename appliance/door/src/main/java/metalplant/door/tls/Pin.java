package metalplant.door.tls;

import java.security.PublicKey;

/**
 * The authority of one plant.
 *
 * @param plant its label
 * @param authority the public key that signs the certificates of its door
 */
public record Pin(String plant, PublicKey authority) {}

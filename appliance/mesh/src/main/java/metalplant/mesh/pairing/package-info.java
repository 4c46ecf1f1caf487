/**
 * The first meeting of two plants: a short code that people carry, proven by J-PAKE without being sent, and in exchange what both have to
 * pin. Start at {@link metalplant.mesh.pairing.PairingDoor} for the side that invites and {@link metalplant.mesh.pairing.PairingCall} for the
 * side that joins; the bytes are in the module's README.
 */
@NullMarked
package metalplant.mesh.pairing;

import org.jspecify.annotations.NullMarked;

package metalplant.bmc.redfish;

/**
 * Which certificate each controller showed first. Controllers sign their own and know neither their name nor the time, so nothing else of
 * them can be checked; but whoever takes a controller's place later has another key, and gets no password.
 */
@FunctionalInterface
public interface Pins {
    /**
     * Whether a controller may be the one that was met before; one that is met first always may.
     *
     * @param sha256 of its certificate's public key, in hex
     */
    boolean isKnown(String host, String sha256);
}

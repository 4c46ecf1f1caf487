package metalplant.fabric.engine;

/** What a switch runs. */
public enum SwitchOs {
    /** Everything beside FRR is in CONFIG_DB. */
    SONIC("Vrf", "Loopback0"),
    /** Everything beside FRR is in {@code /etc/network/interfaces}. */
    CUMULUS("vrf", "lo");

    private final String vrfPrefix;
    private final String loopback;

    SwitchOs(String vrfPrefix, String loopback) {
        this.vrfPrefix = vrfPrefix;
        this.loopback = loopback;
    }

    /** The name of a VRF on it. */
    public String vrf(int number) {
        return vrfPrefix + number;
    }

    /** The interface that has the loopback address. */
    String loopback() {
        return loopback;
    }
}

package metalplant.server;

import java.time.Duration;
import metalplant.core.bus.BmcSuperUser;
import metalplant.server.url.UrlCheckConfig;

/**
 * What an operator may choose for a plant and seldom does. Described for operators in {@code docs/configuration.md}.
 *
 * @param urls whether URLs of images and boot files are tried before they are stored
 * @param bmcSuperUser the user that installers make on every management controller
 * @param consoleReasonLengthMin characters that a reason for looking at a console password must have
 */
public record PlantOptions(UrlCheckConfig urls, BmcSuperUser bmcSuperUser, int consoleReasonLengthMin, Boot boot) {
    public static final PlantOptions DEFAULT =
            new PlantOptions(UrlCheckConfig.DEFAULT, BmcSuperUser.NONE, 0, Boot.DEFAULT);

    /** More than this is not kept of a reason. */
    private static final int REASON_LENGTH_MAX = 1_000;

    public PlantOptions {
        require(
                consoleReasonLengthMin >= 0 && consoleReasonLengthMin <= REASON_LENGTH_MAX,
                "the length of a reason must be from 0 to " + REASON_LENGTH_MAX);
    }

    /**
     * How many servers may boot at a time, and for how long.
     *
     * @param waitsMax servers that wait for an allocation at a time; each holds a stream and a little memory
     * @param leasesMax boot leases that are out at a time
     * @param leaseLife how long a boot lease lasts when nothing revokes it
     */
    public record Boot(int waitsMax, int leasesMax, Duration leaseLife) {
        private static final Duration LEASE_LIFE_MIN = Duration.ofMinutes(10);
        private static final Duration LEASE_LIFE_MAX = Duration.ofDays(30);
        public static final Boot DEFAULT = new Boot(20_000, 20_000, Duration.ofDays(4));

        public Boot {
            require(waitsMax > 0 && leasesMax > 0, "as many servers as 0 cannot boot");
            require(
                    leaseLife.compareTo(LEASE_LIFE_MIN) >= 0 && leaseLife.compareTo(LEASE_LIFE_MAX) <= 0,
                    "a boot lease lasts from 10 minutes to 30 days");
        }
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}

package metalplant.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import metalplant.core.audit.AuditConfig;
import metalplant.core.bus.BmcSuperUser;
import metalplant.core.ip.AddressAllocator;
import metalplant.door.Role;
import metalplant.door.bearer.BearerConfig;
import metalplant.door.bearer.Issuer;
import metalplant.imagestore.s3.S3Place;
import metalplant.server.federation.TunnelConfig;
import metalplant.server.tls.DoorTlsConfig;
import metalplant.server.trace.TraceConfig;
import metalplant.server.url.UrlCheckConfig;
import metalplant.server.vpn.VpnConfig;

/**
 * What an operator may choose for a plant and seldom does. Described for operators in {@code docs/configuration.md}.
 *
 * @param urls whether URLs of images and boot files are tried before they are stored
 * @param bmcSuperUser the user that installers make on every management controller
 * @param consoleReasonLengthMin characters that a reason for looking at a console password, or for a key to the VPN, must have
 * @param firmware the bucket that firmware is kept in; its keys are in the plant's folder
 * @param vpn the server of the VPN that firewalls join
 * @param bearer whose tokens are taken, and within which bounds
 * @param audit how much is remembered of who changed what
 * @param metrics where Prometheus may read; empty = nowhere
 * @param traces who is told of requests; empty = nobody
 */
public record PlantOptions(
        UrlCheckConfig urls,
        BmcSuperUser bmcSuperUser,
        int consoleReasonLengthMin,
        Boot boot,
        Federation federation,
        Router router,
        Optional<S3Place> firmware,
        Optional<VpnConfig> vpn,
        Bearer bearer,
        AuditConfig audit,
        Optional<InetSocketAddress> metrics,
        Optional<TraceConfig> traces) {
    public static final PlantOptions DEFAULT = new PlantOptions(
            UrlCheckConfig.DEFAULT,
            BmcSuperUser.NONE,
            0,
            Boot.DEFAULT,
            Federation.DEFAULT,
            Router.DEFAULT,
            Optional.empty(),
            Optional.empty(),
            Bearer.DEFAULT,
            AuditConfig.DEFAULT,
            Optional.empty(),
            Optional.empty());

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

    /**
     * How this plant is known to others.
     *
     * @param label its name among other plants; "" = the id of its partition
     * @param address where others reach it, as a number; "" = where the API listens
     * @param pairingPort open while an invite is; 0 = any free one, which the invite names
     * @param tunnel whether plants talk through WireGuard
     * @param tunnelPort the first of 513 UDP ports
     * @param quarantine how long blocks of an evicted plant stay nobody's behind the proof that it uses them no more
     * @param nat whether others can send to this plant unasked
     * @param keyLife of the keys of a tunnel; zero = until somebody changes them
     * @param holdDown for how long a released address of a shared prefix is given to nobody, so that routes to it die
     * @param keptBackupsMib room for backups of each member on this plant's disk; 0 = none
     */
    public record Federation(
            String label,
            String address,
            int pairingPort,
            Duration holdDown,
            TunnelConfig.Mode tunnel,
            int tunnelPort,
            Duration quarantine,
            TunnelConfig.Nat nat,
            Duration keyLife,
            int keptBackupsMib) {
        private static final Duration KEY_LIFE_MIN = Duration.ofHours(1);
        private static final Duration HOLD_DOWN_MAX = Duration.ofDays(7);
        private static final Duration QUARANTINE_MIN = Duration.ofSeconds(1);
        private static final Duration QUARANTINE_MAX = Duration.ofDays(365);

        private static final int PORT_MAX = 65_535;
        private static final int TUNNEL_PORT_FIRST = 1_024;
        private static final int TUNNEL_PORT_LAST = PORT_MAX - 512;
        private static final int LABEL_LENGTH_MAX = 64;

        // Behind the bounds, which it is held against.
        public static final Federation DEFAULT = new Federation(
                "",
                "",
                0,
                AddressAllocator.HOLD_DOWN,
                TunnelConfig.Mode.AUTO,
                metalplant.wireguard.plan.Ports.BASE_DEFAULT,
                Duration.ofDays(7),
                TunnelConfig.Nat.NONE,
                TunnelConfig.KEY_LIFE,
                2_048);

        public Federation {
            require(
                    label.length() <= LABEL_LENGTH_MAX,
                    "a label has at most %d characters".formatted(LABEL_LENGTH_MAX));
            require(
                    !holdDown.isNegative() && holdDown.compareTo(HOLD_DOWN_MAX) <= 0,
                    "a released address is held for at most 7 days");
            require(
                    quarantine.compareTo(QUARANTINE_MIN) >= 0 && quarantine.compareTo(QUARANTINE_MAX) <= 0,
                    "a quarantine lasts from 1 second to 365 days");
            require(
                    tunnelPort >= TUNNEL_PORT_FIRST && tunnelPort <= TUNNEL_PORT_LAST,
                    "the first of the 513 UDP ports of the tunnels is from %d to %d"
                            .formatted(TUNNEL_PORT_FIRST, TUNNEL_PORT_LAST));
            require(
                    keyLife.isZero() || keyLife.compareTo(KEY_LIFE_MIN) >= 0,
                    "keys of tunnels live for an hour at least, or PT0S: until somebody changes them");
            require(pairingPort >= 0 && pairingPort <= PORT_MAX, "a port is at most " + PORT_MAX);
        }
    }

    /**
     * The door of all plants.
     *
     * @param roleMax the highest role that keys of the federation have at it, whatever they are called
     */
    public record Router(DoorTlsConfig tls, Role roleMax) {
        public static final Router DEFAULT = new Router(DoorTlsConfig.DEFAULT, Role.EDIT);

        public Router {
            require(roleMax.compareTo(Role.VIEW) >= 0, "keys of the federation are view, edit or admin");
        }
    }

    /**
     * Tokens of issuers elsewhere. That of the provider tenant's {@code iam_config} needs nothing here.
     *
     * @param dex a Dex, and the client that its tokens are for
     * @param authorities PEM file with whom to believe that an issuer is who it is; empty = those of the JDK
     */
    public record Bearer(BearerConfig bounds, Optional<Issuer> dex, Optional<Path> authorities) {
        public static final Bearer DEFAULT = new Bearer(BearerConfig.DEFAULT, Optional.empty(), Optional.empty());
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}

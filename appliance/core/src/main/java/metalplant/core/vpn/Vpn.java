package metalplant.core.vpn;

import static java.lang.System.Logger.Level.INFO;

import java.time.Duration;
import java.util.Optional;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.model.machine.Allocation;

/**
 * Keys to the VPN of a project: for people who ask, and for each firewall that is allocated.
 *
 * @see "metal-api-rest.md 2.16 and 4.5"
 */
public final class Vpn {
    private static final System.Logger LOG = System.getLogger(Vpn.class.getName());
    private static final Duration LIFE = Duration.ofHours(1);
    private static final Duration LIFE_MAX = Duration.ofDays(90);

    /** An installation takes minutes; the key must still be good at the end of it. */
    private static final Duration FIREWALL_LIFE = Duration.ofHours(2);

    private static final int REASON_MAX = 1_000;

    private final Optional<VpnServer> server;
    private final World world;
    private final int reasonLengthMin;

    /**
     * @param server empty = this plant was given none
     * @param reasonLengthMin characters that a reason must have
     */
    public Vpn(Optional<VpnServer> server, World world, int reasonLengthMin) {
        this.server = server;
        this.world = world;
        this.reasonLengthMin = reasonLengthMin;
    }

    /** A plant without VPN. */
    public static Vpn none(World world) {
        return new Vpn(Optional.empty(), world, 0);
    }

    /** @param key secret */
    public record Entry(String address, String key) {
        @Override
        public String toString() {
            return "Entry[" + address + "]";
        }
    }

    /**
     * A key for somebody.
     *
     * @param life how long the key opens; empty is one hour
     * @throws Problem FEATURE_DISABLED; BAD_REQUEST for a reason that is too short or a life that is none or above 90 days;
     *     ENTITY_NOT_FOUND before the project's first firewall; VPN_UNAVAILABLE
     */
    public Entry key(String project, Optional<Duration> life, boolean ephemeral, String reason, String user) {
        var asked = server.orElseThrow(() -> Problem.of(
                ProblemCode.FEATURE_DISABLED,
                "this plant has no VPN: name a headscale server as vpn.headscale in plant.properties"));
        if (reason.length() < reasonLengthMin) {
            throw Problem.bad("the reason must have at least %d characters".formatted(reasonLengthMin));
        }
        var wanted = life.orElse(LIFE);
        if (wanted.isNegative() || wanted.isZero() || wanted.compareTo(LIFE_MAX) > 0) {
            throw Problem.bad("a key opens for up to %d days".formatted(LIFE_MAX.toDays()));
        }
        if (project.isEmpty() || !asked.knows(project)) {
            throw Problem.notFound("vpn user of project", project);
        }
        var key = asked.key(project, world.now().plus(wanted), ephemeral);
        LOG.log(INFO, "vpn key made project={0} user={1} reason={2}", project, user, oneLine(reason));
        return new Entry(asked.address(), key);
    }

    private static String oneLine(String reason) {
        var line = reason.replaceAll("\\p{Cntrl}", " ");
        return line.length() > REASON_MAX ? line.substring(0, REASON_MAX) : line;
    }

    /**
     * What a firewall of this project joins with; empty without VPN. One that is never used opens nothing after two hours.
     *
     * @throws Problem VPN_UNAVAILABLE
     */
    public Optional<Allocation.Vpn> forFirewall(String project) {
        return server.map(asked -> {
            asked.welcome(project);
            var key = asked.key(project, world.now().plus(FIREWALL_LIFE), false);
            return new Allocation.Vpn(asked.address(), key, false);
        });
    }
}

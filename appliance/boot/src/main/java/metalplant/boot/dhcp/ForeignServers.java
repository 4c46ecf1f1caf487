package metalplant.boot.dhcp;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import metalplant.model.World;
import metalplant.model.ip.IpAddress;

/** DHCP servers that answer machines and should not; each is an event in the journal when it comes and when it is gone. */
public final class ForeignServers {
    private static final System.Logger LOG = System.getLogger(ForeignServers.class.getName());
    /** An attacker may invent any number of them; these are enough to know that there is one. */
    private static final int SERVERS_MAX = 16;

    private static final Duration GONE_AFTER = Duration.ofMinutes(5);

    /**
     * One of them.
     *
     * @param mac of its network card; "" = not known
     * @param how what it was seen by
     */
    public record Foreign(IpAddress address, String mac, String how, Instant first, Instant last) {}

    private final World world;
    private final Set<IpAddress> known;
    private final Function<IpAddress, Optional<String>> macs;
    private final TreeMap<IpAddress, Foreign> servers = new TreeMap<>();

    /**
     * @param known servers that may answer: the plant's, and one beside which it works
     * @param macs which card an address has, if that is known
     */
    public ForeignServers(World world, Set<IpAddress> known, Function<IpAddress, Optional<String>> macs) {
        this.world = world;
        this.known = Set.copyOf(known);
        this.macs = macs;
    }

    /** A server answered, or a client chose it. */
    synchronized void saw(IpAddress address, String how) {
        var before = servers.get(address);
        if (known.contains(address) || (before == null && servers.size() >= SERVERS_MAX)) {
            return;
        }
        var now = world.now();
        var mac = macs.apply(address).orElse(before == null ? "" : before.mac());
        var first = before == null ? now : before.first();
        servers.put(address, new Foreign(address, mac, how, first, now));
        if (before == null || !before.mac().equals(mac)) {
            LOG.log(
                    WARNING,
                    "a foreign DHCP server answers machines address={0} mac={1} how={2}",
                    address,
                    mac.isEmpty() ? "unknown" : mac,
                    how);
        }
    }

    /** Those that were seen in the last minutes, by address. */
    public synchronized List<Foreign> seen() {
        var limit = world.now().minus(GONE_AFTER);
        servers.values().removeIf(server -> {
            boolean gone = server.last().isBefore(limit);
            if (gone) {
                LOG.log(INFO, "a foreign DHCP server is silent now address={0}", server.address());
            }
            return gone;
        });
        return List.copyOf(servers.values());
    }
}

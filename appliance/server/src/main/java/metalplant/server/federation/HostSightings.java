package metalplant.server.federation;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import metalplant.core.federation.Sightings;
import metalplant.federation.entry.PoolKind;
import metalplant.federation.entry.Tenure;
import metalplant.federation.membership.Member;
import metalplant.federation.plant.PlantState;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.ip.Cidr;
import metalplant.wireguard.tools.Commands;
import metalplant.wireguard.tools.HostTables;
import metalplant.wireguard.tools.Programs;

/**
 * Looks into the routes and neighbours of the host for addresses of quarantined blocks, as long as there are any whose plant is fenced.
 * A host without {@code ip} sees nothing: then the operators' reports are all there is.
 */
final class HostSightings implements Sightings, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HostSightings.class.getName());
    static final Duration EVERY = Duration.ofSeconds(10);

    /** More than a screen of evidence proves nothing more. */
    private static final int SEEN_MAX = 1_000;

    private final Optional<HostTables> tables;
    private final World world;
    private final Supplier<Optional<PlantState>> state;
    private volatile List<Sighted> seen = List.of();
    private volatile boolean closed;

    HostSightings(Optional<HostTables> tables, World world, Supplier<Optional<PlantState>> state) {
        this.tables = tables;
        this.world = world;
        this.state = state;
    }

    /** On the tables of the network namespace that this process is in. */
    static HostSightings ofHost(World world, Supplier<Optional<PlantState>> state) {
        var tables = Programs.onlyIp()
                .map(programs -> new HostTables(new Commands(programs, Optional.empty(), Duration.ofSeconds(10))));
        return new HostSightings(tables, world, state);
    }

    /** Begins to look; the first look is soon. */
    void start() {
        if (!closed && tables.isPresent()) {
            world.after(
                    EVERY, () -> Thread.ofVirtual().name("federation sightings").start(this::again));
        }
    }

    private void again() {
        try {
            look();
        } finally {
            start();
        }
    }

    /** What cannot be read was not unseen: the last look stays. */
    void look() {
        var found = new ArrayList<Sighted>();
        try {
            for (var prefix : state.get().map(HostSightings::watched).orElse(List.of())) {
                for (var alive : tables.map(each -> each.within(prefix)).orElse(List.of())) {
                    if (found.size() < SEEN_MAX) {
                        found.add(new Sighted(alive.cidr(), alive.where()));
                    }
                }
            }
            seen = List.copyOf(found);
        } catch (Problem e) {
            LOG.log(WARNING, "addresses of evicted plants were not looked for: {0}", e.getMessage());
        }
    }

    /** Prefixes with blocks that become free unless something of them is seen. */
    private static List<Cidr> watched(PlantState state) {
        if (!state.phase().inFederation() || state.ledger().state().isEmpty()) {
            return List.of();
        }
        var members = state.federation().members();
        return state.federation().pools().all().stream()
                .filter(pool ->
                        pool.spec().kind() == PoolKind.IPV4 || pool.spec().kind() == PoolKind.IPV6)
                .filter(pool -> pool.all().stream()
                        .anyMatch(extent -> extent.is(Tenure.State.QUARANTINED)
                                && members.find(extent.tenure().owner())
                                        .filter(Member::fenced)
                                        .isPresent()))
                .flatMap(pool -> Cidr.tryParse(pool.spec().id()).stream())
                .toList();
    }

    @Override
    public Optional<Sighted> among(List<Cidr> prefixes) {
        return seen.stream()
                .filter(alive -> prefixes.stream().anyMatch(prefix -> prefix.contains(alive.cidr())))
                .findFirst();
    }

    @Override
    public void close() {
        closed = true;
    }
}

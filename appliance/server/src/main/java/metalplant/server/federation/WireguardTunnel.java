package metalplant.server.federation;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.value.PlantId;
import metalplant.mesh.files.AtomicFile;
import metalplant.mesh.identity.PlantIdentity;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wireguard.plan.KeyOfGeneration;
import metalplant.wireguard.plan.MeshPlanner;
import metalplant.wireguard.reconcile.LinkHealth;
import metalplant.wireguard.reconcile.MeshReconciler;
import metalplant.wireguard.reconcile.MeshReport;
import metalplant.wireguard.tools.Commands;
import metalplant.wireguard.tools.PathProbe;
import metalplant.wireguard.tools.Programs;
import metalplant.wireguard.tools.WireguardMesh;
import org.jspecify.annotations.Nullable;

/**
 * WireGuard between this plant and each other one (ADR 12 and 17). A thread of its own keeps the tunnels as they shall be; what a killed
 * process left is taken over.
 */
final class WireguardTunnel implements Tunnel {
    private static final System.Logger LOG = System.getLogger(WireguardTunnel.class.getName());
    private static final Duration LOOK = Duration.ofSeconds(10);

    /** While plants are just meeting or moving; an interface comes up in less. */
    private static final Duration LOOK_SOON = Duration.ofSeconds(2);

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Duration COMMAND_PATIENCE = Duration.ofSeconds(20);

    /** Whoever still sends there is heard at each of its looks. */
    private static final Duration SILENT = Duration.ofSeconds(15);

    /** Whoever is not heard of for this long does not keep others from being met. */
    private static final Duration GONE = Duration.ofMinutes(1);

    private final FederationConfig config;
    private final PlantId me;
    private final World world;
    private final TunnelPlan plan;
    private final TunnelRotation rotation;
    private final PathBook paths;
    private final Set<PlantId> works = new HashSet<>();
    private final Set<PlantId> settled = new HashSet<>();
    private final Set<PlantId> talks = new HashSet<>();
    private final Object bell = new Object();
    private Situation situation = Situation.ALONE;
    private long changedAt;
    private boolean rung;
    private boolean closed;
    private volatile boolean open;
    private volatile Map<PlantId, LinkHealth> health = Map.of();

    /** Used by one thread at a time: whoever holds this object. */
    @Nullable
    private Machine machine;

    private record Machine(TunnelLock lock, Commands commands, WireguardMesh mesh, MeshReconciler reconciler) {}

    @Nullable
    private volatile PathProbe probe;

    WireguardTunnel(FederationConfig config, PlantIdentity identity, World world) {
        this.config = config;
        this.me = identity.plant();
        this.world = world;
        var keys = new TunnelKeys(folder(config.folder()), identity);
        this.paths = new PathBook(folder(config.folder()));
        boolean behindNat = config.tunnel().nat() == TunnelConfig.Nat.BEHIND;
        this.rotation = new TunnelRotation(
                folder(config.folder()), keys, config.tunnel().keyLife(), world, this::ring);
        this.plan = new TunnelPlan(
                me, new TunnelPlan.Here(config.tunnel().udpPort(), behindNat, paths::to), keys, rotation::of);
        this.works.addAll(keys.settled());
        this.works.addAll(rotation.changed());
        this.settled.addAll(works);
        this.changedAt = world.nanos();
    }

    @Override
    public String endpoint() {
        return config.tunnel().nat() == TunnelConfig.Nat.BEHIND
                ? Whereabouts.CALLS_ONLY
                : Whereabouts.tunnelled(config.address(), config.tunnel().udpPort());
    }

    @Override
    public Doors doors() {
        var service = Whereabouts.service(me);
        return new Doors(
                new InetSocketAddress(service, Whereabouts.MESH_PORT),
                new InetSocketAddress(service, Whereabouts.LEDGER_PORT));
    }

    @Override
    public Optional<String> absence() {
        return Optional.empty();
    }

    @Override
    public void open(Situation now) {
        refresh(now);
        if (!open) {
            build(now);
        }
    }

    private synchronized void build(Situation now) {
        if (machine != null || isClosed()) {
            return;
        }
        AtomicFile.folder(folder(config.folder()), "rwx------");
        AtomicFile.write(mark(config.folder()), new byte[0], AtomicFile.SECRET);
        var opened = machine();
        try {
            opened.mesh().apply(MeshPlanner.plan(plan.of(now, progress()).input()));
        } catch (RuntimeException e) {
            opened.lock().close();
            throw e;
        }
        machine = opened;
        probe = new PathProbe(opened.commands());
        open = true;
        Thread.ofPlatform().daemon().name("federation tunnels").start(this::run);
        LOG.log(INFO, "tunnels opened address={0}", doors().mesh().getAddress().getHostAddress());
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    private Machine machine() {
        if (config.address().isLoopbackAddress()) {
            throw Problem.refused(
                    "other plants cannot send to %s: set federation.address in plant.properties to an address that they reach"
                            .formatted(config.address().getHostAddress()));
        }
        var programs = Programs.find(config.tunnel().wireguardGo().filter(Files::isExecutable));
        var commands = new Commands(programs, Optional.empty(), COMMAND_PATIENCE);
        var mesh = new WireguardMesh(commands);
        return new Machine(lock(), commands, mesh, new MeshReconciler(mesh, world));
    }

    private static TunnelLock lock() {
        return TunnelLock.take()
                .orElseThrow(
                        () -> Problem.refused(
                                "another plant has tunnels in this network namespace: give each one its own with ./plant run --netns NAME"));
    }

    /** Of the keys. */
    private static Path folder(Path federation) {
        return federation.resolve("tunnels");
    }

    /** It is there when there may be tunnels. */
    static Path mark(Path federation) {
        return folder(federation).resolve("open");
    }

    @Override
    public void refresh(Situation now) {
        synchronized (bell) {
            if (!now.equals(situation)) {
                situation = now;
                changedAt = world.nanos();
                rung = true;
                bell.notifyAll();
            }
        }
    }

    @Override
    public Map<PlantId, LinkHealth> health() {
        return health;
    }

    @Override
    public Optional<TunnelRotation> rotation() {
        return Optional.of(rotation);
    }

    @Override
    public Optional<PathMtu> measure(MemberRecord other) {
        var echoes = probe;
        if (echoes == null) {
            return Optional.empty();
        }
        var inside = echoes.longest(Whereabouts.service(other.plant()), PathMtu.INSIDE);
        var outside = Whereabouts.of(other.plant(), other.endpoint())
                .flatMap(Whereabouts::tunnel)
                .flatMap(where -> echoes.longest(where.getAddress(), PathMtu.OUTSIDE));
        var measured = new PathMtu(inside, outside);
        paths.keep(other.plant(), measured);
        ring();
        return Optional.of(measured);
    }

    /** Something is to be seen to now. */
    private void ring() {
        synchronized (bell) {
            changedAt = world.nanos();
            rung = true;
            bell.notifyAll();
        }
    }

    private boolean isClosed() {
        synchronized (bell) {
            return closed;
        }
    }

    private TunnelPlan.Progress progress() {
        return new TunnelPlan.Progress(Set.copyOf(works), Set.copyOf(settled), Set.copyOf(talks));
    }

    private void run() {
        try {
            while (!isClosed()) {
                round();
                synchronized (bell) {
                    if (!rung && !closed) {
                        boolean moves = world.nanos() - changedAt < SOON.toNanos();
                        bell.wait((moves ? LOOK_SOON : LOOK).toMillis());
                    }
                    rung = false;
                }
            }
        } catch (InterruptedException _) {
            // Nobody waits for this thread.
        }
    }

    private synchronized void round() {
        var open = machine;
        if (open == null) {
            return;
        }
        Situation now;
        synchronized (bell) {
            now = situation;
        }
        try {
            forget(now);
            var planned = plan.of(now, progress());
            var report = open.reconciler().round(planned.input());
            report.failures().forEach(failure -> LOG.log(WARNING, "tunnel is not up: {0}", failure));
            learn(now, report);
            settled.forEach(plant -> rotation.look(plant, report));
        } catch (RuntimeException e) {
            LOG.log(WARNING, "look at the tunnels failed, it is taken again: {0}", e.getMessage());
        }
    }

    /** Whoever is gone, or joins anew, has to prove its tunnel again. */
    private void forget(Situation now) {
        var numbered = now.neighbours().stream()
                .filter(neighbour -> neighbour.isNumbered(now))
                .map(Situation.Neighbour::plant)
                .filter(plant -> !now.joining().equals(Optional.of(plant)))
                .toList();
        rotation.keepOnly(numbered);
        paths.keepOnly(now.neighbours().stream().map(Situation.Neighbour::plant).toList());
        works.retainAll(numbered);
        settled.retainAll(numbered);
    }

    private void learn(Situation now, MeshReport report) {
        var seen = new TreeMap<PlantId, LinkHealth>();
        talks.clear();
        for (var neighbour : now.neighbours()) {
            var id = TunnelPlan.id(neighbour.plant());
            boolean joins = now.joining().equals(Optional.of(neighbour.plant()));
            if (!joins
                    && report.link(id, TunnelPlan.MEMBERS)
                            .filter(LinkHealth::isUp)
                            .isPresent()) {
                works.add(neighbour.plant());
            }
            report.link(id, KeyOfGeneration.MEETING)
                    .filter(link -> link.isUp() && link.silentFor().compareTo(GONE) < 0)
                    .ifPresent(_ -> talks.add(neighbour.plant()));
            boolean forerunnerIsSilent = report.link(id, KeyOfGeneration.MEETING)
                    .filter(link -> link.silentFor().compareTo(SILENT) < 0)
                    .isEmpty();
            if (works.contains(neighbour.plant()) && forerunnerIsSilent) {
                settled.add(neighbour.plant());
            }
            report.links().stream()
                    .filter(link -> link.peer().equals(id) && link.carrying())
                    .forEach(link -> seen.put(neighbour.plant(), link));
        }
        health = Map.copyOf(seen);
    }

    /** What is left if this is not called is taken over by the next start. */
    @Override
    public void close() {
        synchronized (bell) {
            closed = true;
            bell.notifyAll();
        }
        synchronized (this) {
            var open = machine;
            machine = null;
            if (open == null) {
                return;
            }
            try {
                open.mesh().remove(TunnelLeftovers.nothing());
                AtomicFile.remove(mark(config.folder()));
            } catch (RuntimeException e) {
                LOG.log(WARNING, "tunnels stay, the next start takes them over: {0}", e.getMessage());
            } finally {
                open.lock().close();
            }
        }
    }
}

package metalplant.wireguard.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wireguard.observe.Probe;
import metalplant.wireguard.observe.SeenDevice.SeenPeer;
import metalplant.wireguard.plan.Link;
import metalplant.wireguard.plan.MemberId;
import metalplant.wireguard.plan.MeshInput;
import metalplant.wireguard.plan.MeshPlan;
import metalplant.wireguard.plan.MeshPlanner;
import metalplant.wireguard.plan.Peer;
import metalplant.wireguard.tools.Mesh;

/**
 * Makes the mesh as it shall be, again and again: what somebody removed is built anew, a silent peer is looked for at its next
 * endpoint, and one without a handshake for ten minutes is forgotten and made anew. That last step heals clocks: WireGuard remembers the
 * highest time stamp that a peer ever showed and ignores lower ones, so a peer whose clock was ahead and is right again would be
 * ignored for as long as it was ahead.
 *
 * <p>Call {@link #round} every 10 to 30 seconds. Used by one thread at a time; nothing in it must survive a restart.
 */
public final class MeshReconciler {
    /** Without a handshake for this long a peer is made anew. */
    public static final Duration RENEW_AFTER = Duration.ofMinutes(10);

    /** Silent for this long, a peer is looked for at its next endpoint. */
    public static final Duration MOVE_AFTER = Duration.ofSeconds(45);

    /** A tunnel on which nothing was lost, and on which something arrives, is asked again after this. */
    static final Duration PROBE_EVERY = Duration.ofSeconds(30);

    private static final System.Logger LOG = System.getLogger(MeshReconciler.class.getName());
    private static final int PROBES_AT_ONCE = 16;

    private final Mesh mesh;
    private final World world;
    private final Map<String, LinkMemory> memories = new HashMap<>();
    private final Map<MemberId, Integer> choices = new HashMap<>();
    private final Map<String, Probed> probed = new HashMap<>();

    private record Probed(Link link, Probe probe, long nanos) {}

    public MeshReconciler(Mesh mesh, World world) {
        this.mesh = mesh;
        this.world = world;
    }

    /**
     * One round: build, measure, look after the silent ones.
     *
     * @param wanted who the members are now, as complete as the first time
     * @throws Problem RULE_VIOLATED if no safe plan follows from {@code wanted}, and then nothing was changed; MESH_TOOL_FAILED as
     *     {@link Mesh#apply} has it
     */
    public MeshReport round(MeshInput wanted) {
        var plan = MeshPlanner.plan(wanted.withPeers(
                wanted.peers().stream().map(this::withOurChoice).toList()));
        var applied = mesh.apply(plan, silent(plan));
        forgetOthers(plan, wanted);
        var probes = probes(plan);
        var health = new ArrayList<LinkHealth>();
        var renewed = new ArrayList<MemberId>();
        for (var link : plan.links()) {
            var seen = mesh.device(link).flatMap(device -> device.peer(link.peerKey()));
            health.add(look(link, seen, Optional.ofNullable(probes.get(link.name()))));
            if (seen.isPresent() && renewIfLost(link)) {
                renewed.add(link.peer());
            }
        }
        chooseElsewhere(plan, wanted);
        return new MeshReport(health, applied.done(), renewed, applied.failures(), plan.notices());
    }

    private Peer withOurChoice(Peer peer) {
        return peer.choosing(peer.endpointChoice() + choices.getOrDefault(peer.id(), 0));
    }

    private Set<String> silent(MeshPlan plan) {
        long now = world.nanos();
        var names = new HashSet<String>();
        for (var link : plan.links()) {
            if (memory(link, now).silentFor(now).compareTo(MOVE_AFTER) >= 0) {
                names.add(link.name());
            }
        }
        return names;
    }

    private LinkMemory memory(Link link, long now) {
        var known = memories.get(link.name());
        if (known != null && known.peer().equals(link.peerKey())) {
            return known;
        }
        var begun = LinkMemory.begin(link.peerKey(), now);
        memories.put(link.name(), begun);
        return begun;
    }

    private void forgetOthers(MeshPlan plan, MeshInput wanted) {
        memories.keySet().retainAll(plan.links().stream().map(Link::name).toList());
        probed.keySet().retainAll(plan.links().stream().map(Link::name).toList());
        choices.keySet().retainAll(wanted.peers().stream().map(Peer::id).toList());
    }

    private LinkHealth look(Link link, Optional<SeenPeer> seen, Optional<Probe> probe) {
        long now = world.nanos();
        var memory = memory(link, now);
        if (seen.isPresent()) {
            memory = memory.look(seen.get().received(), seen.get().handshakeSeconds(), now);
            memories.put(link.name(), memory);
        }
        return new LinkHealth(
                link.name(),
                link.peer(),
                link.generation(),
                link.carrying(),
                age(memory, seen, now),
                memory.silentFor(now),
                memory.heard(),
                seen.flatMap(SeenPeer::endpoint),
                seen.map(SeenPeer::received).orElse(0L),
                seen.map(SeenPeer::sent).orElse(0L),
                probe);
    }

    /** The wall clock may have jumped: then the time since we saw the handshake change is the better answer. */
    private Optional<Duration> age(LinkMemory memory, Optional<SeenPeer> seen, long now) {
        return seen.map(SeenPeer::handshakeSeconds).filter(at -> at > 0).map(at -> {
            var bySteadyClock = memory.withoutHandshakeFor(now);
            var byWallClock = Duration.between(Instant.ofEpochSecond(at), world.now());
            boolean plausible = !byWallClock.isNegative() && byWallClock.compareTo(bySteadyClock) >= 0;
            return plausible ? byWallClock : bySteadyClock;
        });
    }

    private boolean renewIfLost(Link link) {
        long now = world.nanos();
        var memory = memory(link, now);
        if (memory.withoutHandshakeFor(now).compareTo(RENEW_AFTER) < 0) {
            return false;
        }
        try {
            mesh.renew(link);
        } catch (Problem e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "failed to make a peer anew link={0}: {1}",
                    link.name(),
                    e.getMessage());
            return false;
        }
        memories.put(link.name(), memory.renewed(now));
        return true;
    }

    private void chooseElsewhere(MeshPlan plan, MeshInput wanted) {
        long now = world.nanos();
        for (var peer : wanted.peers()) {
            var ofPeer = plan.links().stream()
                    .filter(link -> link.peer().equals(peer.id()))
                    .toList();
            boolean lost = !ofPeer.isEmpty()
                    && ofPeer.stream()
                            .allMatch(link -> memory(link, now).waitedFor(now).compareTo(MOVE_AFTER) >= 0);
            if (lost && peer.endpoints().size() > 1) {
                choices.merge(
                        peer.id(),
                        1,
                        (old, one) -> (old + one) % peer.endpoints().size());
                ofPeer.forEach(
                        link -> memories.put(link.name(), memory(link, now).moved(now)));
            }
        }
    }

    /** All at once, within bounds: a cut peer costs seconds of waiting. */
    private Map<String, Probe> probes(MeshPlan plan) {
        var running = new HashMap<Link, Future<Probe>>();
        var results = new HashMap<String, Probe>();
        plan.links().forEach(link -> good(link).ifPresent(probe -> results.put(link.name(), probe)));
        try (var threads = Executors.newFixedThreadPool(PROBES_AT_ONCE)) {
            plan.links().stream()
                    .filter(link -> isProbed(link, plan) && !results.containsKey(link.name()))
                    .forEach(link -> running.put(link, threads.submit(probe(link))));
            for (var each : running.entrySet()) {
                result(each.getValue()).ifPresent(probe -> {
                    results.put(each.getKey().name(), probe);
                    probed.put(each.getKey().name(), new Probed(each.getKey(), probe, world.nanos()));
                });
            }
        }
        return results;
    }

    /**
     * What the tunnel in use showed a moment ago, if nothing was lost and something arrived since the last look. Echoes are a good part of
     * what crosses an idle tunnel; one that fell quiet is asked in every round.
     */
    private Optional<Probe> good(Link link) {
        return Optional.ofNullable(probed.get(link.name()))
                .filter(last -> link.carrying()
                        && last.link().equals(link)
                        && last.probe().loss() == 0
                        && world.nanos() - last.nanos() < PROBE_EVERY.toNanos()
                        && isHeardFrom(link))
                .map(Probed::probe);
    }

    private boolean isHeardFrom(Link link) {
        long before = memory(link, world.nanos()).received();
        return mesh.device(link)
                .flatMap(device -> device.peer(link.peerKey()))
                .filter(peer -> peer.received() != before)
                .isPresent();
    }

    /** An old tunnel that nobody sends on any more must be able to fall silent. */
    private static boolean isProbed(Link link, MeshPlan plan) {
        return link.carrying()
                || plan.links().stream()
                        .noneMatch(other -> other.peer().equals(link.peer())
                                && other.carrying()
                                && other.generation() > link.generation());
    }

    private Callable<Probe> probe(Link link) {
        return () -> mesh.probe(link);
    }

    private static Optional<Probe> result(Future<Probe> probe) {
        try {
            return Optional.of(probe.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Problem) {
                return Optional.empty();
            }
            throw new IllegalStateException("a probe ended unexpectedly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}

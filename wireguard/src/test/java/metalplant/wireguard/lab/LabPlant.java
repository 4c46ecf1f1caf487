package metalplant.wireguard.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.testkit.SimulatedWorld;
import metalplant.wireguard.plan.Endpoint;
import metalplant.wireguard.plan.Keys;
import metalplant.wireguard.plan.Link;
import metalplant.wireguard.plan.MemberId;
import metalplant.wireguard.plan.MeshInput;
import metalplant.wireguard.plan.MeshPlan;
import metalplant.wireguard.plan.MeshPlanner;
import metalplant.wireguard.plan.OwnKey;
import metalplant.wireguard.plan.Peer;
import metalplant.wireguard.plan.PeerKey;
import metalplant.wireguard.plan.Ports;
import metalplant.wireguard.plan.Self;
import metalplant.wireguard.reconcile.MeshReconciler;
import metalplant.wireguard.reconcile.MeshReport;
import metalplant.wireguard.tools.Commands;
import metalplant.wireguard.tools.KeyFolder;
import metalplant.wireguard.tools.Mesh;
import metalplant.wireguard.tools.Programs;
import metalplant.wireguard.tools.WireguardMesh;

/** One plant of the lab: its namespace, its side of the mesh, and what it knows of the others. */
final class LabPlant {
    static final Cidr OVERLAY = Cidr.parse("fd77:1::/32");
    static final int LEDGER = 7_443;
    static final Set<Integer> PORTS = Set.of(443, 5222, LEDGER);
    private static final Duration PATIENCE = Duration.ofSeconds(20L * Lab.SLOWER);
    private static final int CONNECT_MS = 1_000;

    private final int number;
    private final String namespace;
    private final Programs programs;
    private final KeyFolder keyFolder;
    private final WireguardMesh mesh;
    private final SimulatedWorld world;
    private final MeshReconciler reconciler;
    private final Map<MemberId, Peer> peers = new HashMap<>();
    private final Set<String> built = new TreeSet<>();
    private boolean behindNat;

    LabPlant(int number, String namespace, Programs programs, Path folder) {
        var commands = new Commands(programs, Optional.of(namespace), PATIENCE);
        this.programs = programs;
        this.number = number;
        this.namespace = namespace;
        keyFolder = new KeyFolder(folder.resolve("keys" + number), commands);
        mesh = new WireguardMesh(commands);
        world = SimulatedWorld.seeded(number);
        reconciler = new MeshReconciler(mesh, world);
    }

    MemberId id() {
        // in the names of interfaces, which all runs on this machine share
        return new MemberId(namespace);
    }

    IpAddress service() {
        return IpAddress.parse("fd77:1::" + number);
    }

    IpAddress wanAddress() {
        return IpAddress.parse("10.77.0." + number);
    }

    void addWanAddress(IpAddress address) {
        Lab.run("ip", "-n", namespace, "addr", "add", address + "/24", "dev", "wan");
    }

    /** The first address goes with all others of its network. */
    void removeWanAddress(IpAddress address) {
        Lab.run("ip", "-n", namespace, "addr", "del", address + "/24", "dev", "wan");
    }

    String namespace() {
        return namespace;
    }

    /** Runs a command inside. */
    String run(String... words) {
        var command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        command.addAll(List.of(words));
        return Lab.run(command.toArray(String[]::new));
    }

    OwnKey keyFor(LabPlant other, int generation) {
        return keyFolder.key(other.id(), generation);
    }

    void forgetKeyFor(LabPlant other, int generation) {
        keyFolder.forget(other.id(), generation);
    }

    boolean isBehindNat() {
        return behindNat;
    }

    void hideBehindNat() {
        behindNat = true;
    }

    void know(List<LabPlant> all) {
        all.stream().filter(other -> other != this).forEach(other -> know(other, List.of(other.wanAddress())));
    }

    void know(LabPlant other, List<IpAddress> addresses) {
        var endpoints = other.behindNat
                ? List.<Endpoint>of()
                : addresses.stream()
                        .map(address -> new Endpoint(address, Ports.BASE_DEFAULT))
                        .toList();
        peers.put(
                other.id(),
                new Peer(
                        other.id(),
                        other.number,
                        other.service().asHost(),
                        endpoints,
                        0,
                        Keys.only(published(other, 1)),
                        Keys.only(keyFor(other, 1)),
                        1,
                        1_500));
    }

    PeerKey published(LabPlant other, int generation) {
        return new PeerKey(generation, other.keyFor(this, generation).key());
    }

    Peer peer(LabPlant other) {
        return java.util.Objects.requireNonNull(peers.get(other.id()));
    }

    /** Another knowledge of a pair's keys. */
    void rekey(LabPlant other, Keys<OwnKey> ours, Keys<PeerKey> theirs, int sendsOn) {
        var old = peer(other);
        peers.put(
                other.id(),
                new Peer(
                        old.id(),
                        old.number(),
                        old.service(),
                        old.endpoints(),
                        old.endpointChoice(),
                        theirs,
                        ours,
                        sendsOn,
                        old.pathMtu()));
    }

    void forget(LabPlant other) {
        peers.remove(other.id());
    }

    MeshInput input() {
        return new MeshInput(
                new Self(id(), number, service().asHost(), Ports.BASE_DEFAULT, behindNat),
                OVERLAY,
                List.copyOf(peers.values()),
                new TreeSet<>(PORTS));
    }

    MeshPlan plan() {
        var plan = MeshPlanner.plan(input());
        plan.links().stream().map(Link::name).forEach(built::add);
        return plan;
    }

    Link link(LabPlant other) {
        return plan().links().stream()
                .filter(link -> link.peer().equals(other.id()) && link.carrying())
                .findFirst()
                .orElseThrow();
    }

    Set<String> everBuilt() {
        return built;
    }

    Mesh.Applied apply() {
        return mesh.apply(plan());
    }

    /** One round of the reconciler, {@code later} by the plant's clock. */
    MeshReport round(Duration later) {
        plan();
        world.pause(later);
        return reconciler.round(input());
    }

    /** Another view of the same machine, by somebody with less patience. */
    Mesh meshWithin(Duration patience) {
        return new WireguardMesh(new Commands(programs, Optional.of(namespace), patience));
    }

    void leave() {
        mesh.remove(plan());
    }

    boolean reaches(LabPlant other) {
        return mesh.probe(link(other)).answered() > 0;
    }

    /** Listens on all addresses. */
    ServerSocket listen(int port) {
        return Namespaces.in(namespace, () -> {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress("::", port));
            return socket;
        });
    }

    /** A connection to another plant's address inside the mesh. */
    Socket connect(LabPlant other, int port) {
        return Namespaces.in(namespace, () -> {
            var socket = new Socket();
            socket.connect(new InetSocketAddress(other.service().toString(), port), CONNECT_MS);
            return socket;
        });
    }

    /** Whether a connection comes about within a second. */
    boolean canConnect(LabPlant other, int port) {
        return Namespaces.in(namespace, () -> {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(other.service().toString(), port), CONNECT_MS);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }
}

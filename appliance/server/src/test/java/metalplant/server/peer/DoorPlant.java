package metalplant.server.peer;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import metalplant.core.bus.InMemoryBus;
import metalplant.core.partition.Partitions;
import metalplant.core.store.InMemoryStore;
import metalplant.core.switches.NotifySwitch;
import metalplant.core.switches.RegisterSwitch;
import metalplant.core.switches.Switches;
import metalplant.door.Caller;
import metalplant.door.Role;
import metalplant.door.hmac.HmacAuth;
import metalplant.door.hmac.HmacUser;
import metalplant.door.hmac.LeasePrincipals;
import metalplant.mesh.link.MeshListener;
import metalplant.mesh.link.PeerMeters;
import metalplant.mesh.link.Pong;
import metalplant.model.Stamp;
import metalplant.model.SystemWorld;
import metalplant.model.World;
import metalplant.model.partition.Partition;
import metalplant.router.plants.Plant;
import metalplant.router.plants.PlantLink;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.server.http.RestDoor;
import metalplant.server.partition.PartitionHttp;
import metalplant.server.switches.SwitchHttp;

/** The server of one plant over a store in memory: its own door and the one for other plants, both on real sockets. */
final class DoorPlant implements AutoCloseable {
    final World world = new SystemWorld();
    final InMemoryStore store = new InMemoryStore();
    final DoorKeys keys;
    final RestDoor rest;
    final RequestMemory memory;
    final List<Caller> callers = new CopyOnWriteArrayList<>();
    private final WebServer server;
    private final MeshListener door;

    DoorPlant(DoorKeys keys, Peers peers) {
        this.keys = keys;
        this.memory = new RequestMemory(store, world, 1_000);
        store.run("fixture", tx -> {
            var boot = new Partition.BootConfig("http://images/initrd", "http://images/kernel", "quiet");
            tx.partitions()
                    .insert(new Partition(
                            keys.label() + "-part",
                            "",
                            "",
                            "",
                            Map.of(),
                            boot,
                            List.of(),
                            List.of(),
                            Stamp.fresh(world)));
            return "";
        });
        this.rest = new RestDoor("/metal/", auth(world), features());
        var routing = HttpRouting.builder();
        rest.routing(routing);
        this.server = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .shutdownHook(false)
                .routing(routing)
                .build()
                .start();
        this.door = MeshListener.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                keys.tls(),
                (_, _) -> true,
                new PeerMeters(world),
                () -> new Pong(
                        MeshListener.PROTOCOL, "test", 1, keys.id(), world.now().toEpochMilli()),
                List.of(new PeerDoor(peers, memory, rest)));
    }

    static HmacAuth auth(World world) {
        return new HmacAuth(
                List.of(HmacUser.view("v"), HmacUser.edit("e"), HmacUser.admin("a")),
                "provider",
                world,
                world.now().minusSeconds(3600),
                LeasePrincipals.NONE);
    }

    private List<Feature> features() {
        return List.of(
                new PartitionHttp(
                        new Partitions(store, new InMemoryBus(world), _ -> {}, world), (_, _, _) -> List.of()),
                new SwitchHttp(
                        new Switches(store, world), new RegisterSwitch(store, world), new NotifySwitch(store, world)),
                () -> List.of(
                        Operation.command("/v1/machine/{id}/power/on", "machineOn", Role.EDIT, this::note),
                        Operation.get("/v1/machine/{id}/ipmi", "findIPMIMachine", Role.VIEW, this::note),
                        Operation.delete("/v1/tenant/{id}", "deleteTenant", Role.ADMIN, this::note),
                        Operation.delete("/v1/network/{id}", "deleteNetwork", Role.ADMIN, this::note),
                        Operation.post("/v1/network", "updateNetwork", Role.ADMIN, this::note),
                        Operation.post("/v1/plant/lease", "createBootLease", Role.EDIT, this::note)));
    }

    private Answer note(Call call) {
        callers.add(call.caller());
        return Answer.ok(Map.of("id", "noted"));
    }

    int ownPort() {
        return server.port();
    }

    URI peerAddress() {
        return URI.create("https://127.0.0.1:%d/metal".formatted(door.port()));
    }

    /** This plant as its own router sees it. */
    Plant here() {
        return plant(URI.create("http://127.0.0.1/metal"), new PlantLink.Here(rest.indoors()));
    }

    /** This plant as the router of another one sees it. */
    Plant seenFrom(DoorKeys other) {
        return plant(
                peerAddress(), new PlantLink.Peer(other.tls().calling(keys.id().text())));
    }

    private Plant plant(URI base, PlantLink link) {
        return new Plant(keys.label(), List.of(keys.label() + "-part"), base, link, Role.ADMIN, Set.of(), true);
    }

    @Override
    public void close() {
        server.stop();
        door.close();
    }
}

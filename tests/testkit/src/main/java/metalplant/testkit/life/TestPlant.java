package metalplant.testkit.life;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import metalplant.core.bus.BmcSuperUser;
import metalplant.core.bus.InMemoryBus;
import metalplant.core.bus.Outbox;
import metalplant.core.bus.OutboxPublisher;
import metalplant.core.bus.Redelivery;
import metalplant.core.ip.AddressAllocator;
import metalplant.core.ip.NumberPool;
import metalplant.core.machine.AllocateCommand;
import metalplant.core.machine.AllocateMachine;
import metalplant.core.machine.FreeMachine;
import metalplant.core.machine.HandOver;
import metalplant.core.machine.PowerMachine;
import metalplant.core.machine.ReclaimReconciler;
import metalplant.core.machine.ReinstallMachine;
import metalplant.core.machine.ResurrectMachines;
import metalplant.core.network.AllocateNetwork;
import metalplant.core.network.ChildPrefixes;
import metalplant.core.network.CreateNetwork;
import metalplant.core.saga.SagaConfig;
import metalplant.core.saga.SagaEngine;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Stamp;
import metalplant.model.event.EventType;
import metalplant.model.event.Liveliness;
import metalplant.model.event.ProvisioningEvent;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.filesystem.FilesystemLayout;
import metalplant.model.image.Image;
import metalplant.model.ip.Holder;
import metalplant.model.ip.Ip;
import metalplant.model.machine.Machine;
import metalplant.model.machine.Role;
import metalplant.model.partition.Partition;
import metalplant.model.project.Project;
import metalplant.model.size.Size;
import metalplant.model.tenant.Meta;
import metalplant.model.tenant.Quotas;
import metalplant.testkit.SimulatedWorld;
import metalplant.testkit.machine.TestMachines;
import metalplant.testkit.switches.TestSwitches;

/**
 * One partition, one size, one project with a private network, the internet, and machines that wait. Work that a plant does on
 * threads of its own is done on the caller's here, at the latest when the clock moves.
 */
public final class TestPlant {
    public static final String PARTITION = TestMachines.PARTITION;
    public static final String SIZE = TestMachines.SIZE;
    public static final String PROJECT = TestMachines.PROJECT;
    public static final String IMAGE = "debian-12.0.20260101";
    public static final String FIREWALL_IMAGE = "firewall-3.0.20260101";
    public static final String INTERNET = "internet";
    public static final String TOPIC = PARTITION + "-machine";
    public static final String SSH_KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f me@here";

    public final SimulatedWorld world;
    public final Store store;
    public final InMemoryBus bus;
    public final AddressAllocator addresses;
    public final NumberPool asns;
    public final OutboxPublisher publisher;
    public final ReclaimReconciler reclaim;
    public final SagaEngine sagas;
    public final AllocateMachine allocate;
    public final FreeMachine free;
    public final PowerMachine power;
    public final ReinstallMachine reinstall;
    public final ResurrectMachines resurrect;
    public final List<String> signalled = Collections.synchronizedList(new ArrayList<>());
    public final List<String> published = Collections.synchronizedList(new ArrayList<>());

    private TestPlant(Store store, SimulatedWorld world, InMemoryBus bus) {
        this.store = store;
        this.world = world;
        this.bus = bus;
        addresses = new AddressAllocator(store, world, Holder.ALONE);
        asns = NumberPool.asns(store);
        var outbox = new Outbox(world, new BmcSuperUser("super"));
        reclaim = new ReclaimReconciler(store, world, outbox, Runnable::run);
        publisher = new OutboxPublisher(store, world, bus, Runnable::run, reclaim);
        var handOver = new HandOver(store, world, signalled::add, publisher);
        sagas = new SagaEngine(
                store, world, Runnable::run, world.newId().toString(), SagaConfig.DEFAULT, List.of(handOver.saga()));
        allocate = new AllocateMachine(store, world, addresses, asns, outbox, publisher, signalled::add);
        free = new FreeMachine(store, world, addresses, asns, outbox, publisher);
        power = new PowerMachine(store, world, outbox, publisher);
        reinstall = new ReinstallMachine(store, world, outbox, publisher);
        resurrect = new ResurrectMachines(store, world, free, Runnable::run);
    }

    /** A plant on an empty store, seeded. */
    public static TestPlant on(Store store) {
        var world = SimulatedWorld.seeded(7);
        var plant = new TestPlant(
                store, world, new InMemoryBus(world, Runnable::run, Redelivery.DEFAULT, InMemoryBus.Limits.DEFAULT));
        plant.bus.subscribe(TOPIC, "core", message -> plant.published.add(message.text()));
        plant.seed();
        return plant;
    }

    /** Other processes on what this one left, with the same clock and bus. */
    public TestPlant restarted() {
        return restarted(store -> store);
    }

    /** The same with something between the processes and the store. */
    public TestPlant restarted(UnaryOperator<Store> between) {
        return new TestPlant(between.apply(store), world, bus);
    }

    /** Begins everything a plant does by itself. */
    public void start() {
        publisher.start();
        sagas.start();
        reclaim.start(publisher);
        resurrect.start();
    }

    /** Lets time pass in small steps, as it does. */
    public void pass(Duration time) {
        for (var left = time; left.isPositive(); left = left.minusSeconds(1)) {
            world.advance(Duration.ofSeconds(1));
        }
    }

    private Stamp stamp() {
        return Stamp.fresh(world);
    }

    private void seed() {
        write(tx -> {
            tx.partitions()
                    .insert(new Partition(
                            PARTITION,
                            "",
                            "",
                            "",
                            Map.of(),
                            new Partition.BootConfig("http://x/initrd", "http://x/kernel", ""),
                            List.of("1.1.1.1"),
                            List.of("ntp.example.com"),
                            stamp()));
            tx.sizes().insert(new Size(SIZE, "", "", List.of(), Map.of(), stamp()));
            tx.images().insert(image(IMAGE, "debian", "12.0.20260101", Image.FEATURE_MACHINE));
            tx.images().insert(image(FIREWALL_IMAGE, "firewall", "3.0.20260101", Image.FEATURE_FIREWALL));
            tx.filesystemLayouts().insert(layout());
            tx.projects().insert(new Project(PROJECT, "p", "", "t", Quotas.NONE, Meta.EMPTY, stamp()));
        });
        var vrfs = NumberPool.vrfs(store);
        var create = new CreateNetwork(store, world, Holder.ALONE, vrfs);
        create.run(network("super", PARTITION, "10.0.0.0/16", true, false, Map.of("IPv4", 24)));
        create.run(network("underlay", PARTITION, "10.1.0.0/24", false, true, Map.of()));
        create.run(network(INTERNET, "", "192.0.2.0/24", false, false, Map.of()));
    }

    private Image image(String id, String os, String version, String feature) {
        return new Image(
                id, "", "", "http://x/i.lz4", os, version, List.of(feature), "supported", world.now(), stamp());
    }

    private FilesystemLayout layout() {
        return new FilesystemLayout(
                "default",
                "",
                "",
                List.of(),
                List.of(new FilesystemLayout.Disk("/dev/sda", List.of(), true)),
                List.of(),
                List.of(),
                List.of(),
                new FilesystemLayout.Constraints(List.of(SIZE), Map.of("debian", "*", "firewall", "*")),
                stamp());
    }

    private static CreateNetwork.Request network(
            String id, String partition, String prefix, boolean isSuper, boolean underlay, Map<String, Integer> child) {
        return new CreateNetwork.Request(
                Optional.of(id),
                id,
                "",
                partition,
                "",
                List.of(prefix),
                List.of("0.0.0.0/0"),
                child,
                List.of(),
                isSuper,
                false,
                underlay,
                false,
                0,
                false,
                Map.of());
    }

    /** A private network of the project; answers its id. */
    public String privateNetwork() {
        var children = new ChildPrefixes(store, world, Holder.ALONE);
        var request = new AllocateNetwork.Request(
                "net", "", PARTITION, PROJECT, List.of(), Map.of(), Optional.empty(), false, false, Map.of());
        return new AllocateNetwork(store, world, children, NumberPool.vrfs(store))
                .run(request)
                .network()
                .id();
    }

    /** Machines 1 to {@code count} that wait, two in each rack. */
    public void waiting(int count) {
        for (int i = 1; i <= count; i++) {
            waiting(i, "rack-" + (i - 1) / 2);
        }
    }

    /** One machine that waits. */
    public void waiting(int number, String rack) {
        var id = TestMachines.id(number);
        write(tx -> {
            tx.machines().insert(TestMachines.registered(number, rack));
            tx.machines().startWaiting(id, "node/1");
            say(tx, id, EventType.WAITING);
        });
    }

    /** Two leaves on which the machine hangs. */
    public void cabled(int number) {
        write(tx -> List.of("leaf01", "leaf02").forEach(name -> {
            var leaf = TestSwitches.leaf(name, "rack-0", 4);
            tx.switches().insert(leaf.withConnections(Map.of(TestMachines.id(number), List.of("Ethernet0"))));
        }));
    }

    /** An event as a server sends it. */
    public void says(String machineId, EventType type) {
        write(tx -> say(tx, machineId, type));
    }

    private void say(Tx tx, String machineId, EventType type) {
        var old = tx.events().find(machineId).orElseGet(() -> ProvisioningEvents.empty(machineId));
        var log = new ArrayList<ProvisioningEvent>();
        log.add(new ProvisioningEvent(world.now(), type, ""));
        log.addAll(old.log());
        tx.events()
                .saveAll(List.of(new ProvisioningEvents(
                        machineId,
                        Liveliness.ALIVE,
                        Optional.of(world.now()),
                        false,
                        false,
                        old.lastError(),
                        old.lastCommand(),
                        log,
                        old.revision())));
    }

    public void write(Consumer<Tx> change) {
        store.run("test", tx -> {
            change.accept(tx);
            return true;
        });
    }

    public Machine machine(int number) {
        return store.read("test", tx -> tx.machines().get(TestMachines.id(number)));
    }

    public Optional<ProvisioningEvents> events(int number) {
        return store.read("test", tx -> tx.events().find(TestMachines.id(number)));
    }

    public List<Ip> addressesOf(int number) {
        return store.read("test", tx -> tx.ips().tagged(Ip.machineTag(TestMachines.id(number))));
    }

    /** Whether no machine holds an ASN. */
    public boolean allAsnsFree() {
        var free = store.read("test", tx -> tx.numbers().nextFree("asn", 1, 131_072));
        return free.size() == 1
                && free.getFirst().first().longValueExact() == 1
                && free.getFirst().last().longValueExact() == 131_072;
    }

    public long outboxSize() {
        return store.<Long>read("test", tx -> tx.outbox().count());
    }

    /** Somebody wants a machine in this network. */
    public static AllocateCommand wants(String networkId) {
        return wants(Role.MACHINE, Optional.empty(), List.of(networkId), List.of());
    }

    /** Somebody wants exactly this machine. */
    public static AllocateCommand wants(int number, String networkId) {
        return wants(Role.MACHINE, Optional.of(TestMachines.id(number)), List.of(networkId), List.of());
    }

    public static AllocateCommand wants(
            Role role, Optional<String> machineId, List<String> networks, List<String> ips) {
        return new AllocateCommand(
                role,
                machineId,
                "worker",
                "",
                "metal",
                PROJECT,
                machineId.isPresent() ? "" : PARTITION,
                machineId.isPresent() ? "" : SIZE,
                role == Role.MACHINE ? "debian-12.0" : "firewall-3.0",
                Optional.empty(),
                networks.stream()
                        .map(id -> new AllocateCommand.NetworkWish(id, true))
                        .toList(),
                ips,
                List.of(SSH_KEY),
                "",
                List.of("colour=blue"),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                "somebody@metal-plant.invalid");
    }

    /** A new id from the plant's chance. */
    public UUID newId() {
        return world.newId();
    }
}

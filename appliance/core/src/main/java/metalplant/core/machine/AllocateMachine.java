package metalplant.core.machine;

import static java.lang.System.Logger.Level.INFO;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import metalplant.core.boot.AllocationSignal;
import metalplant.core.bus.Outbox;
import metalplant.core.bus.OutboxPublisher;
import metalplant.core.ip.AddressAllocator;
import metalplant.core.ip.Candidates;
import metalplant.core.ip.NumberPool;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.core.vpn.Vpn;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.World;
import metalplant.model.filesystem.LayoutRules;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpAddress;
import metalplant.model.ip.IpType;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.FirewallRuleCheck;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineTags;
import metalplant.model.machine.Role;
import metalplant.model.network.Network;

/**
 * Gives a machine to a project. What and which is planned outside of any transaction; then one transaction looks by key whether the
 * candidate is still there, takes addresses and ASN, and stores the allocation together with the message and the saga that follow
 * from it. Whoever is late plans again with another machine; whoever finds none is told so.
 *
 * @see "metal-api-rest.md 4.4 and 4.5"
 */
public final class AllocateMachine {
    private static final System.Logger LOG = System.getLogger(AllocateMachine.class.getName());

    /** Each lost round means that somebody else won one. */
    private static final int ROUNDS = 64;

    private final Store store;
    private final World world;
    private final AddressAllocator addresses;
    private final NumberPool asns;
    private final Outbox outbox;
    private final OutboxPublisher publisher;
    private final AllocationSignal signal;
    private final Vpn vpn;
    private final AllocationReader reader;
    private final CandidateSearch candidates;

    public AllocateMachine(
            Store store,
            World world,
            AddressAllocator addresses,
            NumberPool asns,
            Outbox outbox,
            OutboxPublisher publisher,
            AllocationSignal signal) {
        this(store, world, addresses, asns, outbox, publisher, signal, Vpn.none(world));
    }

    /** @param vpn that firewalls join */
    public AllocateMachine(
            Store store,
            World world,
            AddressAllocator addresses,
            NumberPool asns,
            Outbox outbox,
            OutboxPublisher publisher,
            AllocationSignal signal,
            Vpn vpn) {
        this.vpn = vpn;
        this.store = store;
        this.world = world;
        this.addresses = addresses;
        this.asns = asns;
        this.outbox = outbox;
        this.publisher = publisher;
        this.signal = signal;
        this.reader = new AllocationReader(store);
        this.candidates = new CandidateSearch(store, world);
    }

    /**
     * Allocates.
     *
     * @return the machine with its allocation
     * @throws Problem NO_MACHINE_WAITING if there is none to give; VPN_UNAVAILABLE for a firewall; BAD_REQUEST, RULE_VIOLATED, ENTITY_NOT_FOUND as 4.4 has it
     */
    public Machine run(AllocateCommand command) {
        var lost = new HashSet<String>();
        var key = new VpnKey(command);
        for (int round = 0; round < ROUNDS; round++) {
            try {
                var machine = Candidates.settle(() -> plan(command, lost, key), this::transact);
                announce(machine);
                return machine;
            } catch (MachineLost e) {
                lost.add(e.machineId());
            }
        }
        throw CandidateSearch.none();
    }

    /** One key for all rounds of an allocation: each would be a request to the server, and stay good for a while. */
    private final class VpnKey implements Supplier<Optional<Allocation.Vpn>> {
        private final AllocateCommand command;
        private Optional<Allocation.Vpn> made = Optional.empty();

        VpnKey(AllocateCommand command) {
            this.command = command;
        }

        @Override
        public Optional<Allocation.Vpn> get() {
            if (made.isEmpty() && command.role() == Role.FIREWALL) {
                made = vpn.forFirewall(command.projectId());
            }
            return made;
        }
    }

    private void announce(Machine machine) {
        LOG.log(
                INFO,
                "allocated machine={0} project={1} allocation={2}",
                machine.id(),
                machine.allocation().map(Allocation::projectId).orElse(""),
                machine.allocation().map(a -> a.id().toString()).orElse(""));
        signal.allocated(machine.id());
        publisher.kick();
    }

    /** @param key to the VPN, asked for only when everything else is found */
    private AllocationPlan plan(AllocateCommand command, Set<String> lost, Supplier<Optional<Allocation.Vpn>> key) {
        var facts = reader.read(command);
        var networks = new NetworkPlanner(command, facts).plan();
        var machine = facts.wanted().orElseGet(() -> candidates.find(command, facts, lost));
        LayoutRules.requireFits(facts.layout(), machine.hardware());
        var asn = asns.propose();
        var taken = new ArrayList<AddressAllocator.Plan>();
        var used = new ArrayList<Allocation.MachineNetwork>();
        for (var network : networks) {
            var acquired = network.acquire() ? acquire(network.network()) : List.<AddressAllocator.Plan>of();
            taken.addAll(acquired);
            used.add(network.toMachineNetwork(addressesOf(acquired), asn.number()));
        }
        var now = world.now();
        var allocation = allocation(command, facts, used, key.get(), now);
        return new AllocationPlan(
                command,
                facts,
                machine,
                allocation,
                MachineTags.of(machine, used, command.tags()),
                List.copyOf(taken),
                asn,
                facts.ips(),
                outbox.draft(),
                HandOver.begin(allocation, machine.id(), now));
    }

    private List<AddressAllocator.Plan> acquire(Network network) {
        return network.families().stream()
                .map(family -> addresses.propose(network, family))
                .toList();
    }

    private static List<IpAddress> addressesOf(List<AddressAllocator.Plan> plans) {
        return plans.stream().map(AddressAllocator.Plan::address).toList();
    }

    private Allocation allocation(
            AllocateCommand c,
            AllocationFacts facts,
            List<Allocation.MachineNetwork> networks,
            Optional<Allocation.Vpn> vpn,
            Instant now) {
        var partition = facts.partition();
        return new Allocation(
                world.newId(),
                c.name(),
                c.description(),
                c.creator(),
                now,
                c.projectId(),
                facts.image().id(),
                Optional.of(facts.layout()),
                List.copyOf(networks),
                c.hostname(),
                c.userData(),
                c.sshPublicKeys(),
                c.role(),
                false,
                false,
                "",
                Optional.empty(),
                c.role() == Role.FIREWALL ? c.firewallRules().map(FirewallRuleCheck::normalise) : Optional.empty(),
                c.dnsServers().isEmpty() ? partition.dnsServers() : c.dnsServers(),
                c.ntpServers().isEmpty() ? partition.ntpServers() : c.ntpServers(),
                c.placementTags(),
                vpn);
    }

    private Machine transact(AllocationPlan plan) {
        return store.run("machine-allocate", tx -> landed(tx, plan), tx -> take(tx, plan));
    }

    private static Optional<Machine> landed(Tx tx, AllocationPlan plan) {
        return tx.machines()
                .find(plan.machine().id())
                .filter(machine -> machine.allocation()
                        .filter(allocation -> allocation.id().equals(plan.id()))
                        .isPresent());
    }

    private Machine take(Tx tx, AllocationPlan plan) {
        var machine = stillThere(tx, plan);
        requireUnchanged(tx, plan);
        var purpose = purpose(plan);
        plan.addresses().forEach(address -> addresses.take(tx, address, purpose));
        plan.given().forEach(ip -> share(tx, ip, plan));
        asns.take(tx, plan.asn(), machine.id());
        var stored = tx.machines()
                .update(machine.withAllocation(Optional.of(plan.allocation()), plan.tags())
                        .withChanged(plan.allocation().created(), machine.revision()));
        plan.outbox().allocated(tx, stored);
        tx.sagas().insert(plan.saga());
        return stored;
    }

    private static Machine stillThere(Tx tx, AllocationPlan plan) {
        var id = plan.machine().id();
        var machine = tx.machines().find(id).orElseThrow(() -> new MachineLost(id));
        if (plan.facts().wanted().isPresent()) {
            AllocationReader.requireFree(machine);
            return machine;
        }
        boolean sameKind = machine.partitionId().equals(plan.machine().partitionId())
                && machine.sizeId().equals(plan.machine().sizeId());
        if (!sameKind || !CandidateSearch.allocatable(machine, tx.events().find(id))) {
            throw new MachineLost(id);
        }
        return machine;
    }

    /** By key, so that whoever deletes the project or a network meanwhile conflicts; ranges are read only where somebody set a limit. */
    private static void requireUnchanged(Tx tx, AllocationPlan plan) {
        var project = tx.projects().get(plan.command().projectId());
        plan.facts().networks().forEach(network -> tx.networks().get(network.id()));
        plan.facts().underlay().ifPresent(network -> tx.networks().get(network.id()));
        AllocationReader.requireQuota(tx, project);
        if (plan.facts().wanted().isEmpty()) {
            CandidateSearch.requireUnreserved(tx, plan.command(), plan.facts());
        }
    }

    private static AddressAllocator.Purpose purpose(AllocationPlan plan) {
        return new AddressAllocator.Purpose(
                plan.command().projectId(),
                plan.command().name(),
                "autoassigned",
                IpType.EPHEMERAL,
                List.of(Ip.machineTag(plan.machine().id())));
    }

    /** Lets the machine use an address that its project holds. */
    private static void share(Tx tx, Ip planned, AllocationPlan plan) {
        var ip = tx.ips()
                .find(planned.prefixId(), planned.address())
                .filter(found -> found.projectId().equals(plan.command().projectId()))
                .orElseThrow(() -> Problem.notFound("ip", planned.address().toString()));
        var tags = new ArrayList<>(ip.tags());
        tags.add(Ip.machineTag(plan.machine().id()));
        tx.ips()
                .update(ip.withTags(tags)
                        .withStamp(changed(ip.stamp(), plan.allocation().created())));
    }

    static Stamp changed(Stamp stamp, Instant now) {
        return new Stamp(stamp.uid(), stamp.home(), stamp.version(), stamp.created(), now);
    }
}

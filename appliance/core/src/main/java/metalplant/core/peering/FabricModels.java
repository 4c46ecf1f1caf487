package metalplant.core.peering;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import metalplant.core.peering.FabricModel.Destinations;
import metalplant.core.peering.FabricModel.Member;
import metalplant.core.peering.FabricModel.Pair;
import metalplant.core.peering.FabricModel.Place;
import metalplant.core.peering.FabricModel.Span;
import metalplant.core.store.FederationTable;
import metalplant.core.store.SpanTable;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.fabric.zone.Zone;
import metalplant.fabric.zone.Zone.Kind;
import metalplant.model.Problem;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Machine;
import metalplant.model.machine.Role;
import metalplant.model.peering.Peering;
import metalplant.model.switches.Switch;

/** Makes the models that switches get. */
public final class FabricModels {
    private final Store store;
    private final IntSupplier plant;

    /** @param plant the number of this plant in its federation, 0 without one */
    public FabricModels(Store store, IntSupplier plant) {
        this.store = store;
        this.plant = plant;
    }

    /** @throws Problem ENTITY_NOT_FOUND */
    public FabricModel get(String switchId) {
        return store.read("fabric-model", tx -> of(tx, tx.switches().get(switchId)));
    }

    private FabricModel of(Tx tx, Switch leaf) {
        var stored = StoredZone.of(tx, leaf.partitionId(), plant.getAsInt());
        int own = stored.number(leaf.partitionId());
        var united = RemoteZone.of(
                tx, stored, Objects.requireNonNull(stored.partitions().get(own)));
        var zone = united.settled().zone();
        var networks = zone.networks().stream()
                .sorted(Comparator.comparing(Zone.Network::id))
                .toList();
        var kept = networks.stream().map(Zone.Network::id).collect(Collectors.toSet());
        return new FabricModel(
                leaf.id(),
                leaf.partitionId(),
                places(stored, united, own),
                networks,
                destinations(stored, networks),
                members(tx, leaf, networks, own),
                peerings(tx, stored, kept),
                zone.cables().stream()
                        .sorted(Comparator.comparing(Zone.Cable::name))
                        .toList(),
                spans(tx, networks),
                united.settled().left(),
                zone.proposal());
    }

    private static List<Place> places(StoredZone stored, RemoteZone united, int own) {
        return united.settled().zone().partitions().stream()
                .sorted(Comparator.comparing((Zone.Partition each) -> each.number() != own)
                        .thenComparing(Zone.Partition::number))
                .map(each -> Optional.ofNullable(united.places().get(each.number()))
                        .map(there -> new Place(there.partitionId(), there.zoneId(), there.plant(), each))
                        .orElseGet(() -> {
                            var here =
                                    Objects.requireNonNull(stored.partitions().get(each.number()));
                            return new Place(here.id(), here.zoneId(), "", each);
                        }))
                .toList();
    }

    private static List<Destinations> destinations(StoredZone stored, List<Zone.Network> networks) {
        return networks.stream()
                .filter(each -> each.kind() == Kind.EXTERNAL)
                .flatMap(each -> Optional.ofNullable(stored.networks().get(each.id())).stream())
                .map(each -> new Destinations(each.id(), each.destinationPrefixes()))
                .toList();
    }

    /** Networks in whose VRF a machine's port is by now; one that still boots is in none. */
    private static List<Member> members(Tx tx, Switch leaf, List<Zone.Network> networks, int own) {
        if (leaf.connections().isEmpty()) {
            return List.of();
        }
        var byVrf = new TreeMap<String, String>();
        networks.stream()
                .filter(each -> each.partition() == own)
                .forEach(each -> byVrf.put("vrf" + each.vrf(), each.id()));
        var hosts = new TreeMap<String, TreeSet<Cidr>>();
        for (var machine : tx.machines()
                .findAll(List.copyOf(new TreeSet<>(leaf.connections().keySet())))) {
            vrf(leaf, machine)
                    .flatMap(vrf -> Optional.ofNullable(byVrf.get(vrf)))
                    .ifPresent(network ->
                            hosts.computeIfAbsent(network, _ -> new TreeSet<>()).addAll(addresses(machine, network)));
        }
        return hosts.entrySet().stream()
                .map(each -> new Member(each.getKey(), List.copyOf(each.getValue())))
                .toList();
    }

    private static Optional<String> vrf(Switch leaf, Machine machine) {
        return leaf.connections().getOrDefault(machine.id(), List.of()).stream()
                .flatMap(port -> leaf.nic(port).stream())
                .map(Switch.SwitchNic::vrf)
                .filter(each -> each.startsWith("vrf"))
                .findFirst();
    }

    private static List<Cidr> addresses(Machine machine, String networkId) {
        return machine.allocation().filter(each -> each.role() == Role.MACHINE).stream()
                .map(Allocation::networks)
                .flatMap(List::stream)
                .filter(each -> each.networkId().equals(networkId))
                .flatMap(each -> each.ips().stream())
                .flatMap(text -> IpAddress.tryParse(text).stream())
                .map(IpAddress::asHost)
                .toList();
    }

    private static List<Pair> peerings(Tx tx, StoredZone stored, Set<String> kept) {
        var all = stored.partitions().values().stream()
                .flatMap(each -> stored.peerings(each.id()).stream())
                .filter(each -> stored.settled().against(each.id()).isEmpty())
                .filter(each -> kept.containsAll(each.networks()))
                .sorted(Comparator.comparing(Peering::id))
                .toList();
        var publics = publics(tx, stored, all);
        var byLabel = stored.byLabel().stream().map(Zone.Peering::id).collect(Collectors.toSet());
        return all.stream()
                .map(each -> new Pair(
                        each.id(),
                        stored.revision(each),
                        each.type().wire(),
                        each.network1(),
                        each.network2(),
                        byLabel.contains(each.id()),
                        publics.getOrDefault(each.id(), List.of()),
                        each.bgp()))
                .toList();
    }

    /** By peering with an external network: the addresses of it that the project of the other one holds. */
    private static Map<String, List<Cidr>> publics(Tx tx, StoredZone stored, List<Peering> peerings) {
        var wanted = peerings.stream()
                .filter(each ->
                        !each.projectId().isEmpty() && external(stored, each).isPresent())
                .toList();
        if (wanted.isEmpty()) {
            return Map.of();
        }
        var projects = wanted.stream().map(Peering::projectId).collect(Collectors.toSet());
        var held = tx.ips().addressesOf(projects);
        var found = new TreeMap<String, List<Cidr>>();
        for (var each : wanted) {
            var prefixes = external(stored, each).orElseThrow().prefixes();
            found.put(each.id(), inside(held.getOrDefault(each.projectId(), List.of()), prefixes));
        }
        return found;
    }

    private static Optional<Zone.Network> external(StoredZone stored, Peering peering) {
        return peering.networks().stream()
                .flatMap(id -> stored.settled().zone().network(id).stream())
                .filter(each -> each.kind() == Kind.EXTERNAL)
                .findFirst();
    }

    private static List<Cidr> inside(Collection<IpAddress> addresses, List<Cidr> prefixes) {
        return addresses.stream()
                .filter(address -> prefixes.stream().anyMatch(each -> each.contains(address)))
                .map(IpAddress::asHost)
                .sorted()
                .toList();
    }

    /** What the ledger says of projects with networks here. */
    private static List<Span> spans(Tx tx, List<Zone.Network> networks) {
        var labels = tx.federation().members().stream()
                .collect(Collectors.toMap(FederationTable.Member::plant, FederationTable.Member::label));
        if (labels.isEmpty()) {
            return List.of();
        }
        var ids = new HashSet<String>();
        networks.stream()
                .filter(each -> each.kind() == Kind.PRIVATE)
                .forEach(each -> each.project().ifPresent(ids::add));
        var projects = tx.projects().findAll(ids);
        var rows = tx
                .spans()
                .ofAll(projects.stream().map(each -> each.stamp().uid()).toList())
                .stream()
                .collect(Collectors.groupingBy(SpanTable.Row::id));
        return projects.stream()
                .flatMap(project -> rows.getOrDefault(project.stamp().uid(), List.of()).stream()
                        .map(row ->
                                new Span(project.id(), labels.getOrDefault(row.plant(), row.plant()), row.prefixes())))
                .toList();
    }
}

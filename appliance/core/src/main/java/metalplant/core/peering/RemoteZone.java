package metalplant.core.peering;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.core.store.FederationTable;
import metalplant.core.store.SharedTable;
import metalplant.core.store.Tx;
import metalplant.fabric.zone.Admission.Refusal;
import metalplant.fabric.zone.RemoteSettlement;
import metalplant.fabric.zone.RemoteSettlement.Remote;
import metalplant.fabric.zone.Settlement.Left;
import metalplant.fabric.zone.Settlement.Settled;
import metalplant.fabric.zone.Zone;
import metalplant.fabric.zone.Zone.Kind;
import metalplant.federation.guard.Guards;
import metalplant.federation.homes.Span;
import metalplant.federation.homes.Spanning;
import metalplant.federation.value.PlantId;
import metalplant.model.network.Network;
import metalplant.model.partition.Partition;
import metalplant.model.peering.PlantFabric;
import metalplant.model.peering.PlantFabric.Net;
import metalplant.model.peering.PlantFabric.Part;
import metalplant.model.peering.SwitchFabric;

/**
 * A stored zone with the partitions that other plants have in it, as those said last. Their exits and networks are called
 * {@code PARTITION/ID}, so that two plants may call theirs alike.
 *
 * <p>A plant is believed what the ledger says that it may: networks of a project out of prefixes that it has claimed for it. What of it does
 * not fit to what is here is left out: {@link RemoteSettlement}.
 *
 * @param places partitions of other plants that are in it, by number
 * @param said what other plants said of this zone, in order of plant
 */
record RemoteZone(Settled settled, Map<Integer, Place> places, List<PlantFabric> said) {
    /** Of things that others say, and that are left out. */
    private static final int LEFT_MAX = 256;

    /** Where a partition of another plant is. @param plant its label */
    record Place(String partitionId, String zoneId, String plant) {}

    RemoteZone {
        places = Map.copyOf(places);
        said = List.copyOf(said);
    }

    static RemoteZone of(Tx tx, StoredZone stored, Partition own) {
        var zone = Optional.of(own.zoneId())
                .filter(each -> !each.isEmpty())
                .flatMap(tx.zones()::find)
                .map(each -> each.stamp().uid());
        var said = zone.isEmpty()
                ? List.<PlantFabric>of()
                : tx.plantFabrics().others().stream()
                        .map(each -> within(each, zone.get()))
                        .filter(each -> !each.parts().isEmpty())
                        .toList();
        return new Reading(tx, stored, own, said).zone();
    }

    private static PlantFabric within(PlantFabric all, UUID zone) {
        return new PlantFabric(
                all.plant(),
                all.life(),
                all.revision(),
                all.zones(),
                all.changed(),
                all.heard(),
                all.parts().stream().filter(each -> each.zone().equals(zone)).toList(),
                all.more(),
                all.refused());
    }

    /** How an exit or a network of another plant's partition is called here. */
    static String name(Part part, String id) {
        return part.id() + "/" + id;
    }

    private static final class Reading {
        private final Tx tx;
        private final StoredZone stored;
        private final Partition own;
        private final List<PlantFabric> said;
        private final List<Left> left = new ArrayList<>();
        private final List<Remote> remotes = new ArrayList<>();
        private final Map<Integer, Place> places = new HashMap<>();

        Reading(Tx tx, StoredZone stored, Partition own, List<PlantFabric> said) {
            this.tx = tx;
            this.stored = stored;
            this.own = own;
            this.said = said;
        }

        RemoteZone zone() {
            if (!said.isEmpty()) {
                read();
            }
            var cables = new Cables(stored, said, left);
            var found = cables.remote();
            var before = stored.settled();
            var local = new Settled(cables.local(before.zone()), before.neighbours(), left);
            var united = RemoteSettlement.of(local, remotes, beside(), found);
            places.keySet()
                    .retainAll(united.zone().partitions().stream()
                            .map(Zone.Partition::number)
                            .collect(Collectors.toSet()));
            var all = Stream.concat(before.left().stream(), bounded(united.left()))
                    .toList();
            return new RemoteZone(new Settled(united.zone(), united.neighbours(), all), places, said);
        }

        /** However much others say that cannot be, a switch is told of a part of it. */
        private Stream<Left> bounded(List<Left> all) {
            return all.size() <= LEFT_MAX
                    ? all.stream()
                    : Stream.concat(
                            all.stream().limit(LEFT_MAX),
                            Stream.of(new Left(
                                    "zone",
                                    own.zoneId(),
                                    new Refusal("too-many", "%d more are left out".formatted(all.size() - LEFT_MAX)))));
        }

        private void read() {
            var labels = tx.federation().members().stream()
                    .collect(Collectors.toMap(FederationTable.Member::plant, FederationTable.Member::label));
            var ids = said.stream()
                    .flatMap(each -> each.parts().stream())
                    .flatMap(each -> each.networks().stream())
                    .map(Net::project)
                    .collect(Collectors.toSet());
            tx.shared().expect(ids);
            var spans = tx.spans().ofAll(ids).stream()
                    .map(each -> new Span(each.id(), new PlantId(each.plant()), each.prefixes()))
                    .collect(Collectors.groupingBy(Span::project));
            var names =
                    tx.partitions().list().stream().map(Partition::id).collect(Collectors.toCollection(HashSet::new));
            var numbers = new HashSet<>(stored.partitions().keySet());
            for (var plant : said) {
                var label = labels.getOrDefault(plant.plant(), plant.plant());
                for (var part : plant.parts()) {
                    if (!names.add(part.id()) || !numbers.add(part.number())) {
                        left.add(new Left(
                                "partition",
                                part.id(),
                                new Refusal(
                                        "partition-once",
                                        "plant %s has it, and another one with its name or number is here already"
                                                .formatted(label))));
                        continue;
                    }
                    places.put(part.number(), new Place(part.id(), own.zoneId(), label));
                    remotes.add(remote(plant.plant(), label, part, spans));
                }
            }
        }

        private Remote remote(String plant, String label, Part part, Map<UUID, List<Span>> spans) {
            var networks = part.networks().stream()
                    .flatMap(each ->
                            network(plant, label, part, each, spans.getOrDefault(each.project(), List.of())).stream())
                    .toList();
            return new Remote(
                    part.id(),
                    new Zone.Partition(
                            part.number(),
                            part.supers(),
                            StoredZone.DCI_VRF,
                            List.of(),
                            part.exits().stream()
                                    .map(each -> new Zone.Exit(name(part, each.id()), each.asn()))
                                    .toList(),
                            part.announceable()),
                    networks);
        }

        private Optional<Zone.Network> network(String plant, String label, Part part, Net net, List<Span> spans) {
            var id = name(part, net.id());
            var project =
                    tx.shared().find(net.project()).filter(each -> each.kind().equals(Span.PROJECT) && !each.deleted());
            if (project.isEmpty()) {
                left.add(new Left(
                        "network",
                        id,
                        new Refusal(
                                "project-known",
                                "plant %s says that it is of project %s, which is none that plants share"
                                        .formatted(label, net.project()))));
                return Optional.empty();
            }
            if (!mayHave(plant, project.get(), spans, net)) {
                left.add(new Left(
                        "network",
                        id,
                        new Refusal(
                                "span-claimed",
                                "plant %s says that project %s has %s there, and has not claimed that in the ledger"
                                        .formatted(label, project.get().localId(), net.prefixes()))));
                return Optional.empty();
            }
            return Optional.of(new Zone.Network(
                    id,
                    Optional.of(project.get().localId()),
                    part.number(),
                    net.vrf(),
                    net.prefixes(),
                    List.of(),
                    Kind.PRIVATE,
                    net.announced(),
                    false));
        }

        /** The rule by which plants make networks, held against what one says. */
        private static boolean mayHave(String plant, SharedTable.Row project, List<Span> spans, Net net) {
            boolean atHome = project.home().equals(plant);
            return Spanning.of(atHome, new PlantId(plant), spans, net.prefixes(), Guards.ALL)
                    instanceof Spanning.Allowed;
        }

        /** External networks, whose VRFs may be on any switch. */
        private List<Zone.Network> beside() {
            if (remotes.isEmpty()) {
                return List.of();
            }
            var there = stored.settled().zone().networks().stream()
                    .map(Zone.Network::id)
                    .collect(Collectors.toSet());
            return ZoneSource.of(tx).networks("").stream()
                    .filter(each -> each.vrf() > 0 && !there.contains(each.id()))
                    .map(Reading::external)
                    .toList();
        }

        private static Zone.Network external(Network network) {
            return new Zone.Network(
                    network.id(),
                    Optional.empty(),
                    Zone.ANYWHERE,
                    (int) network.vrf(),
                    network.prefixes(),
                    List.of(),
                    Kind.EXTERNAL,
                    List.of(),
                    true);
        }
    }

    /** Where cables of this zone's exits lead, and what is wrong with them. */
    private static final class Cables {
        private final Map<String, Exit> exits = new TreeMap<>();
        private final Map<String, List<Exit>> byId = new TreeMap<>();
        private final List<SwitchFabric> own;
        private final List<Left> left;
        private final Zone zone;

        /** An exit of another plant's partition. */
        private record Exit(String name, PlantFabric.Exit said) {}

        Cables(StoredZone stored, Collection<PlantFabric> said, List<Left> left) {
            this.left = left;
            this.zone = stored.settled().zone();
            this.own = stored.switches().stream()
                    .filter(each -> each.role() == SwitchFabric.Role.EXIT)
                    .toList();
            said.stream()
                    .flatMap(each -> each.parts().stream())
                    .forEach(part -> part.exits().forEach(each -> {
                        var exit = new Exit(name(part, each.id()), each);
                        exits.put(exit.name(), exit);
                        byId.computeIfAbsent(each.id(), _ -> new ArrayList<>()).add(exit);
                    }));
        }

        private void leave(String cable, String rule, String message) {
            left.add(new Left("cable", cable, new Refusal(rule, message)));
        }

        /** Without cables that stay in one partition. */
        Zone local(Zone before) {
            var cables = before.cables().stream()
                    .filter(each -> !before.ofExit(each.exit1()).equals(before.ofExit(each.exit2())))
                    .toList();
            return before.with(before.partitions(), before.networks(), before.peerings(), cables);
        }

        /** Those that lead to exits of other plants. */
        List<Zone.Cable> remote() {
            var names = zone.cables().stream().map(Zone.Cable::name).collect(Collectors.toCollection(HashSet::new));
            var found = new ArrayList<Zone.Cable>();
            for (var exit : own) {
                for (var cable : exit.cables()) {
                    if (isLocal(exit, cable)) {
                        continue;
                    }
                    end(exit, cable).ifPresent(far -> {
                        if (names.add(cable.name())) {
                            found.add(new Zone.Cable(
                                    cable.name(), exit.switchId(), cable.address(), far.name(), cable.neighbour()));
                        } else {
                            leave(
                                    cable.name(),
                                    "cable-once",
                                    "%s has a cable of this name, and another one has".formatted(exit.switchId()));
                        }
                    });
                }
            }
            return found;
        }

        /** Whether it leads to an exit of this plant, be it the wrong one. */
        private boolean isLocal(SwitchFabric from, SwitchFabric.Cable cable) {
            var there = zone.ofExit(cable.exit());
            if (there.isEmpty()) {
                return false;
            }
            if (there.equals(zone.ofExit(from.switchId()))) {
                leave(
                        cable.name(),
                        "cable-exit",
                        "%s says that it leads to %s, which is in the same partition: an exit of another plant is named PARTITION/%s"
                                .formatted(from.switchId(), cable.exit(), cable.exit()));
            }
            return true;
        }

        private Optional<Exit> end(SwitchFabric from, SwitchFabric.Cable cable) {
            var exact = Optional.ofNullable(exits.get(cable.exit()));
            var alike = byId.getOrDefault(cable.exit(), List.of());
            if (exact.isEmpty() && alike.size() != 1) {
                leave(
                        cable.name(),
                        "cable-exit",
                        alike.isEmpty()
                                ? "%s says that it leads to %s, and no exit of this zone that has told is called so"
                                        .formatted(from.switchId(), cable.exit())
                                : "%s says that it leads to %s, and there are several: name one of %s"
                                        .formatted(
                                                from.switchId(),
                                                cable.exit(),
                                                alike.stream()
                                                        .map(Exit::name)
                                                        .sorted()
                                                        .toList()));
                return Optional.empty();
            }
            var far = exact.orElseGet(alike::getFirst);
            if (far.said().asn() == from.asn()) {
                leave(
                        cable.name(),
                        "cable-asn",
                        "%s and %s both have AS %d: each plant needs a number of its own in switches.yaml"
                                .formatted(from.switchId(), far.name(), from.asn()));
                return Optional.empty();
            }
            tellEnds(from, cable, far);
            return Optional.of(far);
        }

        /** The session then does not come up, which breaks nothing; but nobody would see why. */
        private void tellEnds(SwitchFabric from, SwitchFabric.Cable cable, Exit far) {
            var back = far.said().cables().stream()
                    .filter(each -> each.address().equals(cable.neighbour())
                            || each.neighbour().equals(cable.address()))
                    .findFirst();
            if (back.isEmpty()) {
                leave(
                        cable.name(),
                        "cable-ends",
                        "%s has told of no cable with %s at its own or %s at the other end, so its side of it is missing"
                                .formatted(far.name(), cable.neighbour(), cable.address()));
            } else if (!back.get().address().equals(cable.neighbour())
                    || !back.get().neighbour().equals(cable.address())) {
                leave(
                        cable.name(),
                        "cable-ends",
                        "%s says %s here and %s there, and %s says %s there and %s here"
                                .formatted(
                                        from.switchId(),
                                        cable.address(),
                                        cable.neighbour(),
                                        far.name(),
                                        back.get().address(),
                                        back.get().neighbour()));
            }
        }
    }
}

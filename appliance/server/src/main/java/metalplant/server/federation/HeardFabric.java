package metalplant.server.federation;

import static metalplant.wire.Absent.toEmpty;
import static metalplant.wire.Absent.toText;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import metalplant.model.Problem;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.model.peering.PlantFabric;
import metalplant.model.peering.PlantFabric.Exit;
import metalplant.model.peering.PlantFabric.Net;
import metalplant.model.peering.PlantFabric.Part;
import metalplant.model.peering.SwitchFabric;
import metalplant.wire.federation.FabricAnswer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what another plant says of its partitions. What is no such thing, or more than a plant may say, is refused as a whole; a partition
 * that is not the plant's is left out.
 *
 * @param label of the plant
 * @param number of it in the federation
 * @param own partitions that are known to be its own
 * @param zones that were asked for
 */
record HeardFabric(String plant, String label, int number, Set<String> own, List<UUID> zones) {
    private static final int PARTITIONS = 256;
    private static final int VRF_LAST = 16_777_214;
    private static final long ASN_LAST = 4_294_967_294L;
    private static final int REFUSED_MAX = 16;

    /** @throws Problem RULE_VIOLATED for what no plant can mean */
    PlantFabric read(FabricAnswer said, Instant now) {
        var parts = toEmpty(said.partitions());
        require(parts.size() <= PlantFabric.PARTS_MAX, "partitions");
        var refused = new ArrayList<String>();
        var found = new ArrayList<Part>();
        var ids = new HashSet<String>();
        var numbers = new HashSet<Integer>();
        int networks = 0;
        for (var each : parts) {
            var part = part(each);
            networks += part.networks().size();
            require(networks <= PlantFabric.NETWORKS_MAX, "networks");
            var why = against(part, ids, numbers);
            if (why.isEmpty()) {
                found.add(part);
            } else if (refused.size() < REFUSED_MAX) {
                refused.add("plant %s tells of partition %s, %s".formatted(label, part.id(), why));
            }
        }
        return new PlantFabric(
                plant,
                number(said.life(), 0, Long.MAX_VALUE, "life"),
                number(said.revision(), 0, Long.MAX_VALUE, "revision"),
                refused.isEmpty() ? zones : List.of(),
                now,
                now,
                found,
                (int) number(said.more() == null ? 0L : Long.valueOf(said.more()), 0, Integer.MAX_VALUE, "more"),
                refused);
    }

    private String against(Part part, Set<String> ids, Set<Integer> numbers) {
        if (!own.contains(part.id())) {
            return "which it has not said to be its own, or another plant has said so before";
        }
        if (!zones.contains(part.zone())) {
            return "which is in a zone that was not asked for";
        }
        if (part.number() <= number * PARTITIONS || part.number() > (number + 1) * PARTITIONS) {
            return "with number %d, which is none of those of plant number %d".formatted(part.number(), number);
        }
        return ids.add(part.id()) & numbers.add(part.number()) ? "" : "which is there twice";
    }

    private static Part part(FabricAnswer.Partition said) {
        var id = id(said.id());
        require(toEmpty(said.exits()).size() <= PlantFabric.EXITS_MAX, "exits");
        require(toEmpty(said.networks()).size() <= PlantFabric.NETWORKS_MAX, "networks");
        return new Part(
                id,
                (int) number(said.number() == null ? null : Long.valueOf(said.number()), 1, 65_535, "number"),
                uuid(said.zone()),
                prefixes(said.supers()),
                prefixes(said.announceable()),
                toEmpty(said.exits()).stream().map(HeardFabric::exit).toList(),
                toEmpty(said.networks()).stream().map(HeardFabric::network).toList());
    }

    private static Exit exit(FabricAnswer.Exit said) {
        require(toEmpty(said.cables()).size() <= PlantFabric.EXITS_MAX, "cables");
        return new Exit(
                id(said.id()),
                number(said.asn(), 1, ASN_LAST, "asn"),
                toEmpty(said.cables()).stream()
                        .map(each -> new SwitchFabric.Cable(
                                toText(each.name())
                                        .substring(
                                                0,
                                                Math.min(64, toText(each.name()).length())),
                                address(each.address()),
                                toText(each.exit())
                                        .substring(
                                                0,
                                                Math.min(
                                                        128, toText(each.exit()).length())),
                                address(each.neighbour())))
                        .toList());
    }

    private static Net network(FabricAnswer.Network said) {
        var prefixes = prefixes(said.prefixes());
        require(!prefixes.isEmpty(), "networks without prefixes");
        return new Net(
                id(said.id()),
                uuid(said.project()),
                (int) number(said.vrf() == null ? null : Long.valueOf(said.vrf()), 1, VRF_LAST, "vrf"),
                prefixes,
                prefixes(said.announced()));
    }

    private static String id(@Nullable String said) {
        var text = toText(said);
        require(PlantFabric.isId(text), "ids");
        return text;
    }

    private static UUID uuid(@Nullable String said) {
        try {
            return UUID.fromString(toText(said));
        } catch (IllegalArgumentException e) {
            throw Problem.refused("its ids of zones and projects are none").because(e);
        }
    }

    private static IpAddress address(@Nullable String said) {
        return IpAddress.tryParse(toText(said)).orElseThrow(() -> Problem.refused("its addresses of cables are none"));
    }

    private static List<Cidr> prefixes(@Nullable List<String> said) {
        var texts = toEmpty(said);
        require(texts.size() <= PlantFabric.PREFIXES_MAX, "prefixes");
        var prefixes = texts.stream()
                .map(each -> Cidr.tryParse(toText(each))
                        .orElseThrow(() -> Problem.refused("its prefixes are none, or too many")))
                .toList();
        require(PlantFabric.arePrefixes(prefixes), "prefixes");
        return prefixes;
    }

    private static long number(@Nullable Long said, long from, long to, String what) {
        if (said == null || said < from || said > to) {
            throw Problem.refused("its %s cannot be".formatted(what));
        }
        return said;
    }

    private static void require(boolean good, String what) {
        if (!good) {
            throw Problem.refused("its %s are none, or too many".formatted(what));
        }
    }
}

package metalplant.cli.sample;

import java.util.Comparator;
import java.util.List;
import metalplant.model.Problem;
import metalplant.wire.region.ZoneMember;
import metalplant.wire.region.ZoneResponse;

/**
 * Zones of one region that have partitions.
 *
 * @param zones in order of their ids, at least one
 */
public record Sites(String region, List<Site> zones) {
    public Sites {
        zones = List.copyOf(zones);
    }

    /** @param partitions at least one, in order */
    public record Site(String zone, List<String> partitions) {
        public Site {
            partitions = List.copyOf(partitions);
        }
    }

    /**
     * Out of what a plant says.
     *
     * @param region "" = the only one that has zones with partitions
     * @param wanted ids of zones; empty = all of the region
     * @throws Problem BAD_REQUEST if that is not one region with partitions
     */
    static Sites of(List<ZoneResponse> all, String region, List<String> wanted) {
        var used = all.stream()
                .filter(zone -> !zone.members().isEmpty())
                .filter(zone -> region.isEmpty() || zone.regionId().equals(region))
                .filter(zone -> wanted.isEmpty() || wanted.contains(zone.id()))
                .sorted(Comparator.comparing(ZoneResponse::id))
                .toList();
        var regions =
                used.stream().map(ZoneResponse::regionId).distinct().sorted().toList();
        if (regions.isEmpty()) {
            throw Problem.bad(
                    "no zone of that kind has a partition: see plantctl zone list, and put partitions into zones with plantctl partition zone");
        }
        if (regions.size() > 1) {
            throw Problem.bad("there are partitions in the regions %s: name one with --region"
                    .formatted(String.join(", ", regions)));
        }
        return new Sites(
                regions.getFirst(),
                used.stream()
                        .map(zone -> new Site(
                                zone.id(),
                                zone.members().stream()
                                        .map(ZoneMember::partitionId)
                                        .sorted()
                                        .toList()))
                        .toList());
    }

    List<String> zoneIds() {
        return zones.stream().map(Site::zone).toList();
    }

    /** A name for the part of something that is in a zone, as Kubernetes takes it. */
    static String named(String name, String zone) {
        return "%s-%s".formatted(name, zone.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9-]", "-"));
    }
}

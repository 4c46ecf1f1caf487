package metalplant.cli.region;

import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import metalplant.cli.Calls;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.partition.PartitionResponse;
import metalplant.wire.partition.PartitionUpdateRequest;
import metalplant.wire.region.RegionRequest;
import metalplant.wire.region.RegionResponse;
import metalplant.wire.region.ZoneProposal;
import metalplant.wire.region.ZoneRequest;
import metalplant.wire.region.ZoneResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl zone propose}. */
@Command(
        name = "propose",
        description = {
            "Reads regions and zones out of the names of partitions: fra_eqx_01 is in zone fra-eqx of region fra.",
            "",
            "Only partitions of this plant that lie in no zone; what was said explicitly is left alone.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./plantctl zone propose", "  ./plantctl zone propose --apply"})
final class ZoneProposeCommand extends Common implements Callable<Integer> {
    @Option(names = "--apply", description = "Makes what is missing, and puts the partitions there.")
    boolean apply;

    ZoneProposeCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            var proposals = List.of(calls.get("v1/zone/proposals", ZoneProposal[].class));
            if (apply) {
                apply(calls, proposals);
            }
            if (json()) {
                return printed(proposals);
            }
            proposals.forEach(each -> screen.say("  %-20s zone %s%s, region %s%s"
                    .formatted(
                            each.partitionId(),
                            each.zoneId(),
                            each.zoneExists() ? "" : " (new)",
                            each.regionId(),
                            each.regionExists() ? "" : " (new)")));
            if (proposals.isEmpty()) {
                screen.say("  nothing to propose: every partition lies in a zone, or its name says nothing");
            }
            return 0;
        });
    }

    private static void apply(Calls calls, List<ZoneProposal> proposals) {
        var made = new HashSet<String>();
        for (var each : proposals) {
            if (!each.regionExists() && made.add("region " + each.regionId())) {
                calls.put(
                        "v1/region", new RegionRequest(each.regionId(), null, null, null, null), RegionResponse.class);
            }
            if (!each.zoneExists() && made.add("zone " + each.zoneId())) {
                calls.put(
                        "v1/zone",
                        new ZoneRequest(each.zoneId(), each.regionId(), null, null, null, null),
                        ZoneResponse.class);
            }
            calls.post(
                    "v1/partition",
                    new PartitionUpdateRequest(
                            each.partitionId(), null, null, null, null, null, null, null, each.zoneId()),
                    PartitionResponse.class);
        }
    }
}

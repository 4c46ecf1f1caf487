package metalplant.server.peering;

import static metalplant.wire.Absent.toEmpty;
import static metalplant.wire.Absent.toText;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import metalplant.core.peering.FabricModel;
import metalplant.core.peering.FabricReports;
import metalplant.fabric.zone.Settlement.Left;
import metalplant.fabric.zone.Zone;
import metalplant.model.ip.Cidr;
import metalplant.model.peering.FabricFinding;
import metalplant.wire.peering.FabricModelResponse;
import metalplant.wire.peering.FabricReportRequest;

/** The models of switches as they are shown, and their reports as they come. */
final class FabricMapping {
    private FabricMapping() {}

    static FabricModelResponse toWire(FabricModel model) {
        var destinations = model.destinations().stream()
                .collect(Collectors.toMap(FabricModel.Destinations::networkId, Function.identity()));
        return new FabricModelResponse(
                model.version(),
                model.switchId(),
                model.partitionId(),
                model.partitions().stream().map(FabricMapping::toWire).toList(),
                model.networks().stream()
                        .map(each -> {
                            var to = destinations.get(each.id());
                            return toWire(each, to == null ? List.of() : to.prefixes());
                        })
                        .toList(),
                model.members().stream()
                        .map(each -> new FabricModelResponse.Member(each.networkId(), texts(each.hosts())))
                        .toList(),
                model.peerings().stream().map(FabricMapping::toWire).toList(),
                model.cables().stream().map(FabricMapping::toWire).toList(),
                model.spans().stream()
                        .map(each -> new FabricModelResponse.Span(each.projectId(), each.plant(), each.prefixes()))
                        .toList(),
                model.left().stream().map(FabricMapping::toWire).toList(),
                model.proposal().word());
    }

    private static FabricModelResponse.Partition toWire(FabricModel.Place place) {
        var partition = place.partition();
        return new FabricModelResponse.Partition(
                place.id(),
                place.plant(),
                partition.number(),
                place.zoneId(),
                partition.dci(),
                texts(partition.supers()),
                texts(partition.announceable()),
                partition.exits().stream()
                        .map(each -> new FabricModelResponse.Exit(each.name(), each.asn()))
                        .toList());
    }

    private static FabricModelResponse.Network toWire(Zone.Network network, List<Cidr> destinations) {
        return new FabricModelResponse.Network(
                network.id(),
                network.partition(),
                network.project().orElse(""),
                network.kind().name().toLowerCase(Locale.ROOT),
                network.vrf(),
                texts(network.prefixes()),
                texts(destinations),
                texts(network.pods()),
                network.stays());
    }

    private static FabricModelResponse.Peering toWire(FabricModel.Pair pair) {
        return new FabricModelResponse.Peering(
                pair.id(),
                pair.revision(),
                pair.type(),
                pair.network1(),
                pair.network2(),
                pair.byLabel() ? PeeringMapping.BY_LABEL : "",
                texts(pair.publics()),
                PeeringMapping.toWire(pair.bgp()));
    }

    private static FabricModelResponse.Cable toWire(Zone.Cable cable) {
        return new FabricModelResponse.Cable(
                cable.name(),
                cable.exit1(),
                cable.address1().toString(),
                cable.exit2(),
                cable.address2().toString());
    }

    private static FabricModelResponse.Refused toWire(Left left) {
        return new FabricModelResponse.Refused(
                left.kind() + " " + left.id(),
                left.refusal().rule(),
                left.refusal().message());
    }

    private static List<String> texts(List<Cidr> prefixes) {
        return prefixes.stream().map(Cidr::toString).toList();
    }

    static FabricReports.Report toReport(FabricReportRequest request) {
        return new FabricReports.Report(
                toText(request.agent()),
                toText(request.version()),
                toText(request.role()),
                request.asn() == null ? 0 : request.asn(),
                toEmpty(request.uplinks()),
                toEmpty(request.cables()).stream()
                        .map(each -> new FabricReports.CableText(
                                toText(each.name()),
                                toText(each.address()),
                                toText(each.exit()),
                                toText(each.neighbour())))
                        .toList(),
                toText(request.error()),
                toEmpty(request.peerings()).stream()
                        .map(each -> new FabricReports.HeldText(
                                toText(each.id()), toText(each.revision()), toText(each.state())))
                        .toList(),
                toEmpty(request.findings()).stream()
                        .map(FabricMapping::toFinding)
                        .toList(),
                toText(request.turn()));
    }

    private static FabricFinding toFinding(FabricReportRequest.Finding finding) {
        return new FabricFinding(
                toText(finding.rule()),
                toText(finding.vrf()),
                toText(finding.prefix()),
                toText(finding.source()),
                toText(finding.message()),
                Boolean.TRUE.equals(finding.quarantined()));
    }
}

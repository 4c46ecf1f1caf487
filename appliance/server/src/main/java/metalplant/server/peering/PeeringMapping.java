package metalplant.server.peering;

import static metalplant.wire.Absent.toEmpty;
import static metalplant.wire.Absent.toText;

import java.util.Optional;
import metalplant.core.peering.PeeringView;
import metalplant.core.peering.Peerings;
import metalplant.fabric.zone.Admission.Refusal;
import metalplant.model.Problem;
import metalplant.model.peering.Bgp;
import metalplant.model.peering.SwitchFabric;
import metalplant.wire.peering.PeeringBgp;
import metalplant.wire.peering.PeeringFindRequest;
import metalplant.wire.peering.PeeringRequest;
import metalplant.wire.peering.PeeringResponse;
import org.jspecify.annotations.Nullable;

/** Peerings as they are asked for and shown. */
final class PeeringMapping {
    static final String BY_LABEL = "label";

    private PeeringMapping() {}

    static Peerings.Create toCreate(PeeringRequest request) {
        return new Peerings.Create(
                toText(request.id()),
                toText(request.name()),
                toText(request.description()),
                toText(request.network1()),
                toText(request.network2()),
                toText(request.peeringType()),
                Optional.ofNullable(request.bgp()).map(PeeringMapping::toEnds),
                toText(request.partitionId()),
                toEmpty(request.labels()));
    }

    static Peerings.Change toChange(PeeringRequest request) {
        return new Peerings.Change(
                toText(request.id()),
                Optional.ofNullable(request.name()),
                Optional.ofNullable(request.description()),
                Optional.ofNullable(request.network1()),
                Optional.ofNullable(request.network2()),
                Optional.ofNullable(request.peeringType()),
                Optional.ofNullable(request.bgp()).map(PeeringMapping::toEnds),
                Optional.ofNullable(request.labels()));
    }

    private static Peerings.Ends toEnds(PeeringBgp bgp) {
        if (bgp.local() == null || bgp.remote() == null) {
            throw Problem.bad("bgp has a local and a remote end");
        }
        return new Peerings.Ends(toEnd("local", bgp.local()), toEnd("remote", bgp.remote()));
    }

    private static Bgp.End toEnd(String which, PeeringBgp.End end) {
        if (end.as() == null) {
            throw Problem.bad("bgp.%s.as must be given".formatted(which));
        }
        return new Bgp.End(end.as(), toText(end.cidr()), toText(end.port()));
    }

    static Peerings.Query toQuery(PeeringFindRequest request) {
        return new Peerings.Query(
                Optional.ofNullable(request.id()),
                Optional.ofNullable(request.name()),
                Optional.ofNullable(request.network()),
                Optional.ofNullable(request.network1()),
                Optional.ofNullable(request.network2()),
                Optional.ofNullable(request.peeringType()),
                Optional.ofNullable(request.partitionId()),
                Optional.ofNullable(request.projectId()));
    }

    static PeeringResponse toWire(PeeringView view) {
        var peering = view.peering();
        return new PeeringResponse(
                peering.id(),
                peering.name(),
                peering.description(),
                peering.network1(),
                peering.network2(),
                peering.type().wire(),
                toWire(peering.bgp()),
                peering.partitionId(),
                peering.projectId(),
                view.byLabel() ? BY_LABEL : "",
                toWire(view.status()),
                peering.stamp().created(),
                peering.stamp().changed(),
                peering.labels());
    }

    static @Nullable PeeringBgp toWire(Optional<Bgp> bgp) {
        return bgp.map(each -> new PeeringBgp(
                        new PeeringBgp.End(each.localAs(), each.localCidr(), each.portAtSwitch()),
                        new PeeringBgp.End(each.remoteAs(), each.remoteCidr(), null)))
                .orElse(null);
    }

    private static PeeringResponse.Status toWire(PeeringView.Status status) {
        return new PeeringResponse.Status(
                status.state().wire(),
                status.refused().stream().map(PeeringMapping::toWire).toList(),
                status.needed(),
                status.applied(),
                status.verified(),
                status.findings(),
                status.switches().stream().map(PeeringMapping::toWire).toList());
    }

    private static PeeringResponse.Rule toWire(Refusal refusal) {
        return new PeeringResponse.Rule(refusal.rule(), refusal.message());
    }

    private static PeeringResponse.OnSwitch toWire(PeeringView.OnSwitch on) {
        return new PeeringResponse.OnSwitch(
                on.switchId(),
                on.state().map(SwitchFabric.HeldState::wire).orElse(""),
                on.current(),
                on.reported().orElse(null));
    }
}

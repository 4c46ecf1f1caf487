package metalplant.server.region;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.core.peering.ZoneFabrics;
import metalplant.core.region.ZoneUse;
import metalplant.core.region.Zones;
import metalplant.door.Role;
import metalplant.model.region.Coordinates;
import metalplant.model.region.Zone;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.Absent;
import metalplant.wire.region.ZoneCheckRequest;
import metalplant.wire.region.ZoneCheckResponse;
import metalplant.wire.region.ZoneDistance;
import metalplant.wire.region.ZoneMember;
import metalplant.wire.region.ZoneMemberFabric;
import metalplant.wire.region.ZoneProposal;
import metalplant.wire.region.ZoneRequest;
import metalplant.wire.region.ZoneResponse;

/** The operations of zones. */
public final class ZoneHttp implements Feature {
    private static final String PATH = "/v1/zone";

    private final Zones zones;
    private final ZoneLinks links;
    private final ZoneFabrics fabrics;

    public ZoneHttp(Zones zones, ZoneLinks links, ZoneFabrics fabrics) {
        this.zones = zones;
        this.links = links;
        this.fabrics = fabrics;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(PATH, "listZones", Role.ANY, this::list).lists(ZoneResponse.class),
                Operation.put(PATH, "createZone", Role.ADMIN, this::create)
                        .reads(ZoneRequest.class)
                        .answers(ZoneResponse.class)
                        .creates()
                        .refuses(409),
                Operation.post(PATH, "updateZone", Role.ADMIN, this::update)
                        .reads(ZoneRequest.class)
                        .answers(ZoneResponse.class)
                        .refuses(409),
                Operation.get(PATH + "/proposals", "proposeZones", Role.ANY, this::proposals)
                        .lists(ZoneProposal.class),
                Operation.post(PATH + "/check", "checkZones", Role.VIEW, this::check)
                        .reads(ZoneCheckRequest.class)
                        .answers(ZoneCheckResponse.class),
                Operation.get(PATH + "/{id}", "findZone", Role.ANY, this::find).answers(ZoneResponse.class),
                Operation.delete(PATH + "/{id}", "deleteZone", Role.ADMIN, this::delete)
                        .answers(ZoneResponse.class));
    }

    private Answer list(Call call) {
        var all = zones.list();
        var members = zones.members(links.own());
        return Answer.ok(all.stream()
                .map(zone -> toWire(zone, all, members, ZoneFabrics.NOTHING))
                .toList());
    }

    private Answer find(Call call) {
        var zone = zones.get(call.path("id"));
        return Answer.ok(shown(zone, fabrics.of(zone.id())));
    }

    private Answer create(Call call) {
        var request = call.body(ZoneRequest.class);
        return Answer.created(shown(zones.create(new Zones.Create(
                Absent.toText(request.id()),
                Absent.toText(request.regionId()),
                Absent.toText(request.name()),
                Absent.toText(request.description()),
                PlaceMapping.labels(Absent.toEmpty(request.labels()), request.coordinates())))));
    }

    private Answer update(Call call) {
        var request = call.body(ZoneRequest.class);
        return Answer.ok(shown(zones.update(new Zones.Change(
                Absent.toText(request.id()),
                Optional.ofNullable(request.regionId()),
                Optional.ofNullable(request.name()),
                Optional.ofNullable(request.description()),
                Optional.ofNullable(request.labels()),
                PlaceMapping.coordinates(request.coordinates())))));
    }

    private Answer delete(Call call) {
        return Answer.ok(shown(zones.delete(call.path("id"))));
    }

    private Answer proposals(Call call) {
        return Answer.ok(zones.proposals().stream()
                .map(proposed -> new ZoneProposal(
                        proposed.partitionId(),
                        proposed.place().region(),
                        proposed.place().zone(),
                        proposed.regionExists(),
                        proposed.zoneExists()))
                .toList());
    }

    private Answer check(Call call) {
        var wanted = Absent.toEmpty(call.body(ZoneCheckRequest.class).zoneIds());
        wanted.forEach(zones::get);
        var ofPlants = new TreeMap<String, List<String>>();
        zones.members(links.own()).forEach((zone, members) -> {
            if (wanted.isEmpty() || wanted.contains(zone)) {
                members.stream()
                        .map(ZoneUse.Member::plant)
                        .distinct()
                        .forEach(plant -> ofPlants.merge(
                                plant,
                                List.of(zone),
                                (some, more) -> java.util.stream.Stream.concat(some.stream(), more.stream())
                                        .toList()));
            }
        });
        return Answer.ok(links.check(
                plant -> ofPlants.getOrDefault(plant, List.of()),
                plant -> wanted.isEmpty() || ofPlants.containsKey(plant)));
    }

    private ZoneResponse shown(Zone zone) {
        return shown(zone, ZoneFabrics.NOTHING);
    }

    private ZoneResponse shown(Zone zone, ZoneFabrics.Seen seen) {
        return toWire(zone, zones.list(), zones.members(links.own()), seen);
    }

    private ZoneResponse toWire(
            Zone zone, List<Zone> all, Map<String, List<ZoneUse.Member>> members, ZoneFabrics.Seen seen) {
        return new ZoneResponse(
                zone.id(),
                zone.regionId(),
                zone.name(),
                zone.description(),
                zone.stamp().created(),
                zone.stamp().changed(),
                Coordinates.without(zone.labels()),
                members.getOrDefault(zone.id(), List.of()).stream()
                        .map(member -> new ZoneMember(
                                member.partitionId(),
                                member.plant(),
                                links.roundTrip(member.plant()).orElse(null),
                                seen.of(member.partitionId())
                                        .map(ZoneHttp::toWire)
                                        .orElse(null)))
                        .toList(),
                PlaceMapping.coordinates(zone.labels()),
                distances(zone, all),
                seen.refused());
    }

    private static ZoneMemberFabric toWire(ZoneFabrics.Abroad abroad) {
        return new ZoneMemberFabric(
                abroad.networks(), abroad.exits(), abroad.changed(), abroad.heard(), abroad.refused());
    }

    private static List<ZoneDistance> distances(Zone zone, List<Zone> all) {
        return Coordinates.of(zone.labels()).stream()
                .flatMap(here -> all.stream()
                        .filter(other -> other.regionId().equals(zone.regionId())
                                && !other.id().equals(zone.id()))
                        .flatMap(other -> Coordinates.of(other.labels())
                                .map(here::kilometresTo)
                                .map(far -> new ZoneDistance(
                                        other.id(), tenths(far), tenths(Coordinates.leastRoundTrip(far))))
                                .stream()))
                .toList();
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}

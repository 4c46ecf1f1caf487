package metalplant.server.region;

import java.util.List;
import java.util.Optional;
import metalplant.core.region.Zones;
import metalplant.door.Role;
import metalplant.model.region.Zone;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.Absent;
import metalplant.wire.region.ZoneRequest;
import metalplant.wire.region.ZoneResponse;

/** The operations of zones. */
public final class ZoneHttp implements Feature {
    private static final String PATH = "/v1/zone";

    private final Zones zones;

    public ZoneHttp(Zones zones) {
        this.zones = zones;
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
                Operation.get(PATH + "/{id}", "findZone", Role.ANY, this::find).answers(ZoneResponse.class),
                Operation.delete(PATH + "/{id}", "deleteZone", Role.ADMIN, this::delete)
                        .answers(ZoneResponse.class));
    }

    private Answer list(Call call) {
        return Answer.ok(zones.list().stream().map(ZoneHttp::toWire).toList());
    }

    private Answer find(Call call) {
        return Answer.ok(toWire(zones.get(call.path("id"))));
    }

    private Answer create(Call call) {
        var request = call.body(ZoneRequest.class);
        return Answer.created(toWire(zones.create(new Zones.Create(
                Absent.toText(request.id()),
                Absent.toText(request.regionId()),
                Absent.toText(request.name()),
                Absent.toText(request.description()),
                Absent.toEmpty(request.labels())))));
    }

    private Answer update(Call call) {
        var request = call.body(ZoneRequest.class);
        return Answer.ok(toWire(zones.update(new Zones.Change(
                Absent.toText(request.id()),
                Optional.ofNullable(request.regionId()),
                Optional.ofNullable(request.name()),
                Optional.ofNullable(request.description()),
                Optional.ofNullable(request.labels())))));
    }

    private Answer delete(Call call) {
        return Answer.ok(toWire(zones.delete(call.path("id"))));
    }

    private static ZoneResponse toWire(Zone zone) {
        return new ZoneResponse(
                zone.id(),
                zone.regionId(),
                zone.name(),
                zone.description(),
                zone.stamp().created(),
                zone.stamp().changed(),
                zone.labels());
    }
}

package metalplant.server.region;

import java.util.List;
import java.util.Optional;
import metalplant.core.region.Regions;
import metalplant.door.Role;
import metalplant.model.region.Coordinates;
import metalplant.model.region.Region;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.Absent;
import metalplant.wire.region.RegionRequest;
import metalplant.wire.region.RegionResponse;

/** The operations of regions. */
public final class RegionHttp implements Feature {
    private static final String PATH = "/v1/region";

    private final Regions regions;

    public RegionHttp(Regions regions) {
        this.regions = regions;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(PATH, "listRegions", Role.ANY, this::list).lists(RegionResponse.class),
                Operation.put(PATH, "createRegion", Role.ADMIN, this::create)
                        .reads(RegionRequest.class)
                        .answers(RegionResponse.class)
                        .creates()
                        .refuses(409),
                Operation.post(PATH, "updateRegion", Role.ADMIN, this::update)
                        .reads(RegionRequest.class)
                        .answers(RegionResponse.class)
                        .refuses(409),
                Operation.get(PATH + "/{id}", "findRegion", Role.ANY, this::find)
                        .answers(RegionResponse.class),
                Operation.delete(PATH + "/{id}", "deleteRegion", Role.ADMIN, this::delete)
                        .answers(RegionResponse.class));
    }

    private Answer list(Call call) {
        var zones = regions.zones();
        return Answer.ok(regions.list().stream()
                .map(region -> toWire(region, zones.getOrDefault(region.id(), List.of())))
                .toList());
    }

    private Answer find(Call call) {
        return Answer.ok(shown(regions.get(call.path("id"))));
    }

    private Answer create(Call call) {
        var request = call.body(RegionRequest.class);
        return Answer.created(shown(regions.create(new Regions.Create(
                Absent.toText(request.id()),
                Absent.toText(request.name()),
                Absent.toText(request.description()),
                PlaceMapping.labels(Absent.toEmpty(request.labels()), request.coordinates())))));
    }

    private Answer update(Call call) {
        var request = call.body(RegionRequest.class);
        return Answer.ok(shown(regions.update(new Regions.Change(
                Absent.toText(request.id()),
                Optional.ofNullable(request.name()),
                Optional.ofNullable(request.description()),
                Optional.ofNullable(request.labels()),
                PlaceMapping.coordinates(request.coordinates())))));
    }

    private Answer delete(Call call) {
        return Answer.ok(shown(regions.delete(call.path("id"))));
    }

    private RegionResponse shown(Region region) {
        return toWire(region, regions.zones().getOrDefault(region.id(), List.of()));
    }

    private static RegionResponse toWire(Region region, List<String> zones) {
        return new RegionResponse(
                region.id(),
                region.name(),
                region.description(),
                region.stamp().created(),
                region.stamp().changed(),
                Coordinates.without(region.labels()),
                zones,
                PlaceMapping.coordinates(region.labels()));
    }
}

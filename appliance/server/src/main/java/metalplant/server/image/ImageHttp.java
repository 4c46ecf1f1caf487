package metalplant.server.image;

import java.util.List;
import metalplant.core.image.Images;
import metalplant.door.Role;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.image.ImageCreateRequest;
import metalplant.wire.image.ImageFindRequest;
import metalplant.wire.image.ImageResponse;
import metalplant.wire.image.ImageUpdateRequest;

/** The operations of images. */
public final class ImageHttp implements Feature {
    private static final String PATH = "/v1/image";
    private static final String SHOW_USAGE = "show-usage";

    private final Images images;

    public ImageHttp(Images images) {
        this.images = images;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(PATH, "listImages", Role.ANY, this::list)
                        .flag("show-usage")
                        .lists(ImageResponse.class),
                Operation.put(PATH, "createImage", Role.ADMIN, this::create)
                        .reads(ImageCreateRequest.class)
                        .answers(ImageResponse.class)
                        .creates()
                        .refuses(409),
                Operation.post(PATH, "updateImage", Role.ADMIN, this::update)
                        .reads(ImageUpdateRequest.class)
                        .answers(ImageResponse.class)
                        .refuses(409),
                Operation.post(PATH + "/find", "findImages", Role.VIEW, this::findAll)
                        .flag("show-usage")
                        .reads(ImageFindRequest.class)
                        .lists(ImageResponse.class),
                Operation.get(PATH + "/{id}", "findImage", Role.ANY, this::find).answers(ImageResponse.class),
                Operation.delete(PATH + "/{id}", "deleteImage", Role.ADMIN, this::delete)
                        .answers(ImageResponse.class),
                Operation.get(PATH + "/{id}/latest", "findLatestImage", Role.ANY, this::latest)
                        .answers(ImageResponse.class),
                Operation.get(PATH + "/{id}/query", "queryImages by id", Role.ANY, this::query)
                        .lists(ImageResponse.class));
    }

    private Answer list(Call call) {
        return Answer.ok(ImageMapping.toWire(images.list(call.flag(SHOW_USAGE))));
    }

    private Answer findAll(Call call) {
        var query = ImageMapping.toQuery(call.body(ImageFindRequest.class));
        return Answer.ok(ImageMapping.toWire(images.find(query, call.flag(SHOW_USAGE))));
    }

    private Answer find(Call call) {
        return Answer.ok(ImageMapping.toWire(images.get(call.path("id"))));
    }

    private Answer latest(Call call) {
        return Answer.ok(ImageMapping.toWire(images.latest(call.path("id"))));
    }

    private Answer query(Call call) {
        return Answer.ok(
                images.query(call.path("id")).stream().map(ImageMapping::toWire).toList());
    }

    private Answer create(Call call) {
        var command = ImageMapping.toCreate(call.body(ImageCreateRequest.class));
        return Answer.created(ImageMapping.toWire(images.create(command)));
    }

    private Answer update(Call call) {
        var command = ImageMapping.toChange(call.body(ImageUpdateRequest.class));
        return Answer.ok(ImageMapping.toWire(images.update(command)));
    }

    private Answer delete(Call call) {
        return Answer.ok(ImageMapping.toWire(images.delete(call.path("id"))));
    }
}

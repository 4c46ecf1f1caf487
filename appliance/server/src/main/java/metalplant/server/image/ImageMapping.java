package metalplant.server.image;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import metalplant.core.image.Images;
import metalplant.model.image.Image;
import metalplant.wire.Absent;
import metalplant.wire.WireTime;
import metalplant.wire.image.ImageCreateRequest;
import metalplant.wire.image.ImageFindRequest;
import metalplant.wire.image.ImageResponse;
import metalplant.wire.image.ImageUpdateRequest;
import org.jspecify.annotations.Nullable;

/** Images between wire and model. Also used wherever an allocation shows its image. */
public final class ImageMapping {
    private ImageMapping() {}

    static Images.Create toCreate(ImageCreateRequest request) {
        return new Images.Create(
                Absent.toText(request.id()),
                Absent.toText(request.name()),
                Absent.toText(request.description()),
                Absent.toText(request.url()),
                Absent.toEmpty(request.features()),
                Optional.ofNullable(request.classification()),
                time(request.expirationDate()));
    }

    static Images.Change toChange(ImageUpdateRequest request) {
        return new Images.Change(
                Absent.toText(request.id()),
                Optional.ofNullable(request.name()),
                Optional.ofNullable(request.description()),
                Optional.ofNullable(request.url()),
                Absent.toEmpty(request.features()),
                Optional.ofNullable(request.classification()),
                time(request.expirationDate()));
    }

    /** Clients send the zero time where they mean none. */
    private static Optional<Instant> time(@Nullable Instant time) {
        return WireTime.isUnset(time) ? Optional.empty() : Optional.ofNullable(time);
    }

    static Images.Query toQuery(ImageFindRequest request) {
        return new Images.Query(
                Optional.ofNullable(request.id()),
                Optional.ofNullable(request.name()),
                Optional.ofNullable(request.os()),
                Optional.ofNullable(request.version()),
                Optional.ofNullable(request.classification()),
                Absent.toEmpty(request.features()));
    }

    static List<ImageResponse> toWire(Images.Found found) {
        return found.images().stream()
                .map(image -> toWire(image, found.usedBy().get(image.id())))
                .toList();
    }

    /** An image as it is shown where nobody asked for its machines. */
    public static ImageResponse toWire(Image image) {
        return toWire(image, null);
    }

    private static ImageResponse toWire(Image image, @Nullable List<String> usedBy) {
        return new ImageResponse(
                image.id(),
                image.name(),
                image.description(),
                image.stamp().created(),
                image.stamp().changed(),
                image.classification(),
                image.expiration(),
                image.features(),
                image.url(),
                Absent.whenEmpty(usedBy));
    }
}

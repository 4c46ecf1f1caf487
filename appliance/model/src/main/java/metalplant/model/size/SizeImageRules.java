package metalplant.model.size;

import java.util.Optional;
import metalplant.model.Problem;
import metalplant.model.image.Image;
import metalplant.model.image.ImageVersions;

/** Whether a size can run an image. What no constraint speaks of is allowed. */
public final class SizeImageRules {
    private SizeImageRules() {}

    /**
     * Checks an image against the constraint of a size.
     *
     * @param constraint of the size, if it has one
     * @throws Problem RULE_VIOLATED when the image's version is not meant, or has no patch number to judge by
     */
    public static void requireAllowed(Optional<SizeImageConstraint> constraint, Image image) {
        constraint.ifPresent(ofSize -> {
            var text = ofSize.images().get(image.os());
            if (text != null) {
                requireAccepted(ofSize.id(), image, VersionConstraint.parse(text));
            }
        });
    }

    private static void requireAccepted(String sizeId, Image image, VersionConstraint constraint) {
        var version = ImageVersions.versionOf(image);
        if (version.patch() == 0) {
            throw Problem.refused(
                    "image \"%s\" has no patch version, which size \"%s\" asks for".formatted(image.id(), sizeId));
        }
        if (!constraint.accepts(version)) {
            throw Problem.refused("size \"%s\" cannot run image \"%s\": it needs %s %s"
                    .formatted(sizeId, image.id(), image.os(), constraint));
        }
    }
}

package metalplant.imagestore.keep;

import java.time.Instant;
import java.util.Optional;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.ImageName;

/**
 * A file that an entity of the plant names.
 *
 * @param by for people: which entity
 * @param url as the entity has it
 * @param expires of the image; empty for kernels and boot images
 * @param inUse whether a machine has it, or the partition boots from it
 */
public record Wish(ImageName name, ImageKind kind, String by, String url, Optional<Instant> expires, boolean inUse) {}

/**
 * Builds the containers of an appliance on the build host, without a daemon: pinned inputs in, the same archives out. Start at {@link
 * metalplant.images.ImagesCommand}; what each container expects says ADR 29. Reads no clock.
 */
@NullMarked
package metalplant.images;

import org.jspecify.annotations.NullMarked;

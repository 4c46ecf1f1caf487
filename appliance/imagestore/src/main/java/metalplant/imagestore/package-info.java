/**
 * OS images, kernels and boot images of a plant. Start at {@link metalplant.imagestore.ImageFiles}: what is there, opened by its name. The
 * store itself is {@link metalplant.imagestore.disk.Depot}; everything in it is kept once, under its SHA-256.
 */
@NullMarked
package metalplant.imagestore;

import org.jspecify.annotations.NullMarked;

/**
 * The image store as a service of the plant ({@link metalplant.bootstrap.images.ImageService}): what the API's entities name is kept and
 * fetched, and an operator's files are taken in ({@link metalplant.bootstrap.images.ImageCommand}).
 */
@NullMarked
package metalplant.bootstrap.images;

import org.jspecify.annotations.NullMarked;

/**
 * Trees of Debian packages: what is in them, what of that goes into a container, and the archive of it. Start at {@link
 * metalplant.images.debian.DebianTree}. A tree is only read, never changed.
 */
@NullMarked
package metalplant.images.debian;

import org.jspecify.annotations.NullMarked;

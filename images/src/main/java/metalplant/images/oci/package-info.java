/**
 * Archives of containers: written by jib-core without a daemon or a registry, and read again to be believed. Start at {@link
 * metalplant.images.oci.ImageWriter}.
 */
@NullMarked
package metalplant.images.oci;

import org.jspecify.annotations.NullMarked;

/**
 * Messages between plants over HTTPS with certificates on both sides. Start at {@link metalplant.mesh.link.MeshListener}, which
 * hears, and {@link metalplant.mesh.link.MeshLinks}, which speaks. Loss is allowed, waiting is not.
 */
@NullMarked
package metalplant.mesh.link;

import org.jspecify.annotations.NullMarked;

/** X.509 of one plant: an authority, what it signs, and how long. Start at {@link metalplant.mesh.certificate.Authority}. */
@NullMarked
package metalplant.mesh.certificate;

import org.jspecify.annotations.NullMarked;

/**
 * The plant's own certificate authority and what it signs. Start at {@link metalplant.bootstrap.pki.PlantPki}. Nothing
 * here leaves the plant's folder, and no two plants share a root.
 */
@NullMarked
package metalplant.bootstrap.pki;

import org.jspecify.annotations.NullMarked;

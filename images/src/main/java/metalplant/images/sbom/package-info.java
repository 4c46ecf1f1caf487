/** Bills of materials in CycloneDX, from what really lies in an image. Start at {@link metalplant.images.sbom.Bill}. */
@NullMarked
package metalplant.images.sbom;

import org.jspecify.annotations.NullMarked;

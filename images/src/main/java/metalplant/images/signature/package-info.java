/** Who made an image: Ed25519 over what identifies it. Start at {@link metalplant.images.signature.Statement}. */
@NullMarked
package metalplant.images.signature;

import org.jspecify.annotations.NullMarked;

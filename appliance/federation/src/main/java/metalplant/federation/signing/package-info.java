/** Ed25519 keys of members, by the JDK's own provider. Start at {@link metalplant.federation.signing.Ed25519}. */
@NullMarked
package metalplant.federation.signing;

import org.jspecify.annotations.NullMarked;

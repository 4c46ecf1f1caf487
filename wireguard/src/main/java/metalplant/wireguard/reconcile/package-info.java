/** Keeps the mesh as it shall be and says how it is. Start at {@link metalplant.wireguard.reconcile.MeshReconciler}. */
@NullMarked
package metalplant.wireguard.reconcile;

import org.jspecify.annotations.NullMarked;

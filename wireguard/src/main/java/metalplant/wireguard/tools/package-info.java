/** The side effects: wg, ip, nft, ping and wireguard-go as processes, and the files of private keys. Start at {@link metalplant.wireguard.tools.WireguardMesh}. */
@NullMarked
package metalplant.wireguard.tools;

import org.jspecify.annotations.NullMarked;

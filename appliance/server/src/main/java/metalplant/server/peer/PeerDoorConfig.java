package metalplant.server.peer;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;

/**
 * What the door for other plants needs to be told; the ledger knows it.
 *
 * @param listen an address inside the tunnel; port 0 means any free one
 * @param keys the certificate of this plant's door, marked as {@code PinnedTrust.DOOR}, and its key
 * @param peers asked again at each handshake and each request, so that a peer that is thrown out is out at once
 */
public record PeerDoorConfig(InetSocketAddress listen, KeyManager keys, Supplier<List<Peer>> peers) {}

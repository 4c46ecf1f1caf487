package metalplant.ratis.trust;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import metalplant.trust.PlantCertificates;

/**
 * The pinned authorities, which may change at any time. A certificate is its plant's if it carries the plant's name for the mesh and is
 * signed by exactly the key that is pinned for that plant. Its dates mean nothing here (decision 9 of the federation's protocol): a
 * pin ends when the ledger says so, not when a clock does.
 */
public final class Pins {
    private static final List<String> KEYS = List.of("EC", "Ed25519");

    private record Pinned(Peer peer, PublicKey authority) {}

    private volatile Map<PlantId, Pinned> pinned = Map.of();

    /** From now on exactly these. */
    public void replace(Collection<Peer> peers) {
        var next = new TreeMap<PlantId, Pinned>();
        peers.forEach(peer -> next.put(peer.plant(), new Pinned(peer, key(peer.authority()))));
        pinned = next;
    }

    /** @throws IllegalArgumentException if these bytes are no public key of a kind that is taken */
    public static PublicKey key(Bytes encoded) {
        for (var kind : KEYS) {
            try {
                return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(encoded.toArray()));
            } catch (GeneralSecurityException _) {
                // another kind of key
            }
        }
        throw new IllegalArgumentException("no public key of an elliptic curve");
    }

    public Optional<Peer> peer(PlantId plant) {
        return Optional.ofNullable(pinned.get(plant)).map(Pinned::peer);
    }

    /**
     * Whose address this is.
     *
     * @param host as a number; gRPC puts one of IPv6 into brackets
     */
    public Optional<PlantId> at(String host, int port) {
        var bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return pinned.values().stream()
                .map(Pinned::peer)
                .filter(peer -> peer.port() == port && peer.host().equals(bare))
                .map(Peer::plant)
                .findFirst();
    }

    /** The plant that this certificate speaks for, if it is pinned now. */
    public Optional<PlantId> plantOf(X509Certificate certificate) {
        try {
            var plant = PlantCertificates.plant(certificate).map(PlantId::new);
            var pin = plant.map(pinned::get);
            if (pin.isEmpty()) {
                return Optional.empty();
            }
            PlantCertificates.check(
                    certificate, pin.get().authority(), plant.get().text());
            return plant;
        } catch (CertificateException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The name that a certificate for the mesh carries. */
    public static URI name(PlantId plant) {
        return URI.create(PlantCertificates.SCHEME + plant.text());
    }
}

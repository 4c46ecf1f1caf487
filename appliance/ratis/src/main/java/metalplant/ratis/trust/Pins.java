package metalplant.ratis.trust;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;

/**
 * The pinned authorities, which may change at any time. A certificate is its plant's if it carries the plant's name for the mesh and is
 * signed by exactly the key that is pinned for that plant. Its dates mean nothing here (decision 9 of the federation's protocol): a
 * pin ends when the ledger says so, not when a clock does.
 */
public final class Pins {
    /** In front of the plant's id in the one URI of a certificate for the mesh; no other certificate of a plant has it. */
    public static final String NAME = "plant:";

    private static final Set<String> SIGNATURES = Set.of("SHA256withECDSA", "SHA384withECDSA", "Ed25519", "EdDSA");
    private static final List<String> KEYS = List.of("EC", "Ed25519");
    private static final int URI_NAME = 6;

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
        return name(certificate).filter(plant -> {
            var pin = pinned.get(plant);
            return pin != null
                    && certificate.getBasicConstraints() < 0
                    && SIGNATURES.contains(certificate.getSigAlgName())
                    && signed(certificate, pin.authority());
        });
    }

    private static boolean signed(X509Certificate certificate, PublicKey authority) {
        try {
            certificate.verify(authority);
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static Optional<PlantId> name(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            if (names == null || names.size() > 8) {
                return Optional.empty();
            }
            return names.stream()
                    .filter(name -> name.getFirst().equals(URI_NAME))
                    .map(name -> String.valueOf(name.getLast()))
                    .filter(uri -> uri.startsWith(NAME))
                    .findFirst()
                    .map(uri -> new PlantId(uri.substring(NAME.length())));
        } catch (CertificateParsingException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The name that a certificate for the mesh carries. */
    public static URI name(PlantId plant) {
        return URI.create(NAME + plant.text());
    }
}

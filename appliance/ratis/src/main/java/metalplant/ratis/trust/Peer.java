package metalplant.ratis.trust;

import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;

/**
 * A plant, or a witness, as others reach and know it.
 *
 * @param authority public key of its mesh authority, in the form of X.509 (SubjectPublicKeyInfo, DER)
 * @param host address inside the tunnel, as a number
 */
public record Peer(PlantId plant, Bytes authority, String host, int port) {
    /** As Ratis writes addresses. */
    public String address() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}

package metalplant.server.peer;

import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import metalplant.federation.value.PlantId;
import metalplant.mesh.identity.IncarnationFile;
import metalplant.mesh.identity.PlantIdentity;
import metalplant.trust.MeshTls;
import metalplant.trust.Pins;

/** The identity of a plant and whom it trusts. */
record DoorKeys(String label, PlantIdentity identity, MeshTls tls) {
    static DoorKeys of(String label, Path folder) {
        var own = folder.resolve(label);
        var identity =
                PlantIdentity.open(own.resolve("keys"), new IncarnationFile(own.resolve("lives")), new SecureRandom());
        return new DoorKeys(label, identity, new MeshTls(identity.leaf(InetAddress.getLoopbackAddress()), new Pins()));
    }

    PlantId id() {
        return identity.plant();
    }

    void pins(DoorKeys other) {
        try {
            tls.pins().pin(other.id().text(), other.identity.meshCa().toArray());
        } catch (CertificateException e) {
            throw new AssertionError(e);
        }
    }
}

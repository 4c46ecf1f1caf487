package metalplant.mesh;

import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.util.List;
import metalplant.federation.value.PlantId;
import metalplant.mesh.identity.IncarnationFile;
import metalplant.mesh.identity.PlantIdentity;
import metalplant.mesh.pairing.PairingSelf;
import metalplant.mesh.pairing.PlantCard;
import metalplant.trust.MeshTls;
import metalplant.trust.Pins;

/** A plant with an identity of its own in a folder, that trusts nobody yet. */
public record TestPlant(PlantIdentity identity, MeshTls tls) {
    public static final SecureRandom CHANCE = new SecureRandom();

    public static TestPlant in(Path folder) {
        var identity = PlantIdentity.open(folder.resolve("keys"), new IncarnationFile(folder.resolve("lives")), CHANCE);
        return new TestPlant(identity, new MeshTls(identity.leaf(InetAddress.getLoopbackAddress()), new Pins()));
    }

    public PlantId id() {
        return identity.plant();
    }

    public TestPlant pins(TestPlant other) {
        try {
            tls.pins().pin(other.id().text(), other.identity.meshCa().toArray());
        } catch (CertificateException e) {
            throw new AssertionError(e);
        }
        return this;
    }

    public PairingSelf self(String label) {
        var card = new PlantCard(
                identity.record(label, 1, "192.0.2.1:51820"), "[fd00::1]:7443", List.of("192.0.2.1:51820"));
        return new PairingSelf(identity.signer(), card);
    }
}

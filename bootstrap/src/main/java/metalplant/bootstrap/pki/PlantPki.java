package metalplant.bootstrap.pki;

import static java.nio.charset.StandardCharsets.UTF_8;
import static metalplant.mesh.files.AtomicFile.PUBLIC;
import static metalplant.mesh.files.AtomicFile.SECRET;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import metalplant.mesh.certificate.Authority;
import metalplant.mesh.certificate.KeyedCertificate;
import metalplant.mesh.certificate.Validity;
import metalplant.mesh.files.AtomicFile;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * All certificates of one plant, in one folder that only its owner can enter.
 *
 * <p>{@link #open} is idempotent: what is there and still good is kept byte for byte, so that clients which remember the
 * authority go on. What is missing, does not fit its key, lacks a name, or has less than a third of its life left is
 * made anew. The authority is renewed with its old key, so certificates it signed before stay valid.
 *
 * <p>A clock that is wrong must not stop a plant: certificates begin where time does, and end ten years after the later of now
 * and the build.
 */
public final class PlantPki {
    private final Path folder;

    private PlantPki(Path folder) {
        this.folder = folder;
    }

    /**
     * What the certificates are for.
     *
     * @param partition the partition whose boot clients share a client certificate
     * @param listen further addresses on which the plant's listeners are reached, beside loopback
     */
    public record Names(String partition, List<InetAddress> listen) {}

    /**
     * Makes whatever is missing or worn out.
     *
     * @param folder made with mode 0700 if it is not there
     * @param now wall time, which may be wrong
     * @param built when this program was built; time cannot be earlier
     */
    public static PlantPki open(Path folder, Names names, Instant now, Instant built) {
        AtomicFile.folder(folder, "rwx------");
        var pki = new PlantPki(folder);
        var validity = Validity.issued(now, built);
        var authority = pki.authority(validity);
        var servers = Subject.loopbackServer(names.listen());
        pki.ensure(authority, validity, "grpc-server", servers.named("metal-plant boot service"));
        pki.ensure(authority, validity, "partition-client", Subject.partitionClient(names.partition()));
        pki.ensure(authority, validity, "boot-server", Subject.bootServer());
        pki.ensure(authority, validity, "nsqd", servers.named("metal-plant nsqd"));
        pki.ensure(authority, validity, "nsq-client", Subject.nsqClient());
        pki.combine("nsq-client");
        return pki;
    }

    /** What is there, and nothing made: for whoever may read the folder and not fill it. */
    public static PlantPki at(Path folder) {
        return new PlantPki(folder);
    }

    /** Makes what CockroachDB's node and its root user show, in the same folder and with the same care. */
    public void withCockroach(Instant now, Instant built) {
        var validity = Validity.issued(now, built);
        var authority = authority(validity);
        ensure(authority, validity, "cockroach-node", Subject.cockroachNode(), Subject.BOTH);
        ensure(
                authority,
                validity,
                "cockroach-root",
                Subject.cockroachUser("root"),
                List.of(KeyPurposeId.id_kp_clientAuth));
    }

    /** Certificate of one of the pairs above. */
    public Path certificate(String name) {
        return cert(name);
    }

    /** Key of one of the pairs above. */
    public Path privateKey(String name) {
        return key(name);
    }

    public Path caCert() {
        return cert("ca");
    }

    public Path caKey() {
        return key("ca");
    }

    public Path grpcServerCert() {
        return cert("grpc-server");
    }

    public Path grpcServerKey() {
        return key("grpc-server");
    }

    public Path partitionClientCert() {
        return cert("partition-client");
    }

    public Path partitionClientKey() {
        return key("partition-client");
    }

    public Path nsqdCert() {
        return cert("nsqd");
    }

    public Path nsqdKey() {
        return key("nsqd");
    }

    public Path nsqClientCert() {
        return cert("nsq-client");
    }

    public Path nsqClientKey() {
        return key("nsq-client");
    }

    /** Certificate and key in one file, the form in which metal-lib's bus client wants them. */
    public Path nsqClientCombined() {
        return folder.resolve("nsq-client.combined.pem");
    }

    private Path cert(String name) {
        return folder.resolve(name + ".crt");
    }

    private Path key(String name) {
        return folder.resolve(name + ".key");
    }

    private Authority authority(Validity validity) {
        var found = read("ca");
        if (found.isEmpty()) {
            return save("ca", Authority.create(validity));
        }
        var authority = new Authority(found.get());
        return validity.isWorn(authority.identity().certificate())
                ? save("ca", authority.renewed(validity))
                : authority;
    }

    private Authority save(String name, Authority authority) {
        write(name, authority.identity());
        return authority;
    }

    private void ensure(Authority authority, Validity validity, String name, Subject subject) {
        ensure(authority, validity, name, subject, List.of(subject.purpose()));
    }

    private void ensure(
            Authority authority, Validity validity, String name, Subject subject, List<KeyPurposeId> purposes) {
        var good = read(name)
                .filter(identity -> !validity.isWorn(identity.certificate()))
                .filter(identity -> authority.signed(identity.certificate()))
                .filter(identity -> subject.matches(identity.certificate()));
        if (good.isEmpty()) {
            write(name, authority.issue(subject.name(), subject.names(), purposes, validity));
        }
    }

    /** A pair whose halves do not belong together, or that cannot be read, counts as missing. */
    private Optional<KeyedCertificate> read(String name) {
        if (!Files.isRegularFile(cert(name)) || !Files.isRegularFile(key(name))) {
            return Optional.empty();
        }
        return KeyedCertificate.parse(AtomicFile.read(cert(name)), AtomicFile.read(key(name)));
    }

    /** The key first: a certificate without its key would be useless, the other way round it is just made again. */
    private void write(String name, KeyedCertificate identity) {
        AtomicFile.write(key(name), identity.keyPem(), SECRET);
        AtomicFile.write(cert(name), identity.certificatePem(), name.equals("ca") ? PUBLIC : SECRET);
    }

    private void combine(String name) {
        var wanted = (AtomicFile.read(cert(name)) + AtomicFile.read(key(name))).getBytes(UTF_8);
        var file = nsqClientCombined();
        if (!Files.isRegularFile(file) || !AtomicFile.read(file).equals(new String(wanted, UTF_8))) {
            AtomicFile.write(file, wanted, SECRET);
        }
    }
}

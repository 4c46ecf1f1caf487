package metalplant.mesh.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import metalplant.federation.entry.Incarnation;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.signing.Signer;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import metalplant.mesh.certificate.Authority;
import metalplant.mesh.certificate.KeyedCertificate;
import metalplant.mesh.certificate.Validity;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.trust.OwnKey;
import metalplant.trust.PlantCertificates;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * A plant's keys, made once on the box and kept in files of mode 0600.
 *
 * <p>The root key becomes {@code root.key} in the very last step, so a first boot that loses power begins again where it stopped. Once that
 * file is there nothing else is ever made up: what is missing or damaged then is a loss that a person has to know of, and the answer
 * is a Problem, not a new key. Whether the root key itself was lost is known from the incarnation, which names its plant and lies in
 * another place.
 */
public final class PlantIdentity {
    private static final List<KeyPurposeId> PEER =
            List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);

    private final Path folder;
    private final Signer signer;
    private final Authority authority;
    private final WireguardKey wireguard;
    private final IncarnationFile lives;

    private PlantIdentity(
            Path folder, Signer signer, Authority authority, WireguardKey wireguard, IncarnationFile lives) {
        this.folder = folder;
        this.signer = signer;
        this.authority = authority;
        this.wireguard = wireguard;
        this.lives = lives;
    }

    /**
     * Reads the identity of this plant; the first time, makes it.
     *
     * @param folder of the keys; made with mode 0700 if it is not there
     * @param lives in a folder of its own that no database backup contains
     * @param chance where keys come from
     * @throws Problem STORED_STATE_IMPOSSIBLE if a part of it was lost or damaged
     */
    public static PlantIdentity open(Path folder, IncarnationFile lives, SecureRandom chance) {
        make(folder, lives, chance);
        return read(folder, lives);
    }

    /**
     * Makes the identity of this plant unless it has one.
     *
     * @throws Problem STORED_STATE_IMPOSSIBLE if it had one
     */
    public static void make(Path folder, IncarnationFile lives, SecureRandom chance) {
        AtomicFile.folder(folder, "rwx------");
        if (!Files.exists(folder.resolve("root.key"))) {
            firstBoot(folder, lives, chance);
        }
    }

    private static void firstBoot(Path folder, IncarnationFile lives, SecureRandom chance) {
        var begun = folder.resolve("root.key.begun");
        if (!Files.exists(begun)) {
            if (lives.plant().isPresent()) {
                throw lost(
                        "the root key of plant %s is gone: restore it, or give this plant an empty folder for its lives"
                                .formatted(lives.plant().get().text()));
            }
            AtomicFile.create(begun, text(seed(chance).hex()));
        }
        var seed = seedOf(begun);
        AtomicFile.create(
                folder.resolve("wireguard.key"), text(WireguardKey.made(chance).secretText()));
        AtomicFile.create(
                folder.resolve("mesh-ca.pem"),
                pem(Authority.create(Validity.FOR_EVER).identity()));
        lives.begin(Ed25519.signer(seed).key().plant(), chance);
        AtomicFile.create(folder.resolve("root.key"), text(seed.hex()));
        AtomicFile.remove(begun);
    }

    private static PlantIdentity read(Path folder, IncarnationFile lives) {
        var signer = Ed25519.signer(seedOf(folder.resolve("root.key")));
        AtomicFile.remove(folder.resolve("root.key.begun"));
        var authority = pair(folder.resolve("mesh-ca.pem"));
        var wireguardFile = folder.resolve("wireguard.key");
        var wireguard = checked(wireguardFile, () -> WireguardKey.read(AtomicFile.read(wireguardFile)));
        lives.of(signer.key().plant());
        return new PlantIdentity(folder, signer, new Authority(authority), wireguard, lives);
    }

    private static Bytes seed(SecureRandom chance) {
        var seed = new byte[Ed25519.SEED_SIZE];
        chance.nextBytes(seed);
        return Bytes.of(seed);
    }

    private static Bytes seedOf(Path file) {
        return checked(file, () -> {
            var seed = Bytes.ofHex(AtomicFile.read(file).strip());
            if (seed.size() != Ed25519.SEED_SIZE) {
                throw new IllegalArgumentException("a seed has %d bytes".formatted(Ed25519.SEED_SIZE));
            }
            return seed;
        });
    }

    private static KeyedCertificate pair(Path file) {
        return checked(file, () -> {
            var text = AtomicFile.read(file);
            int second = text.indexOf("-----BEGIN PRIVATE KEY");
            if (second < 0) {
                throw new IllegalArgumentException("no key in it");
            }
            return KeyedCertificate.parse(text.substring(0, second), text.substring(second))
                    .orElseThrow(() -> new IllegalArgumentException("no pair in it"));
        });
    }

    private static <T> T checked(Path file, Supplier<T> read) {
        if (!Files.exists(file)) {
            throw lost(file + " is gone: restore it from the backup of this plant's identity");
        }
        try {
            return read.get();
        } catch (IllegalArgumentException e) {
            throw lost(file + " is damaged: restore it from the backup of this plant's identity")
                    .because(e);
        }
    }

    private static Problem lost(String message) {
        return Problem.of(ProblemCode.STORED_STATE_IMPOSSIBLE, message);
    }

    private static byte[] text(String line) {
        return (line + "\n").getBytes(US_ASCII);
    }

    private static byte[] pem(KeyedCertificate pair) {
        return (pair.certificatePem() + pair.keyPem()).getBytes(US_ASCII);
    }

    /**
     * The certificate that this plant shows to others, kept in {@code mesh-leaf.pem}; made anew when it is missing, damaged, or for
     * another address. It is the only file here that may be: nobody pins it.
     */
    public OwnKey leaf(InetAddress service) {
        var leaf = kept(folder.resolve("mesh-leaf.pem"), names(service), PEER);
        return new OwnKey(leaf.certificate(), leaf.key());
    }

    /**
     * What this plant shows to clients of a door, kept in {@code door-leaf.pem} in the same way. It has no name of the mesh in it, so it is
     * worth nothing among plants.
     *
     * @param names DNS names, and addresses as numbers
     */
    public KeyedCertificate serving(Collection<String> names) {
        var all = names.stream().map(PlantIdentity::name).toArray(GeneralName[]::new);
        return kept(folder.resolve("door-leaf.pem"), new GeneralNames(all), List.of(KeyPurposeId.id_kp_serverAuth));
    }

    /**
     * What the console service of this plant shows to those of others, kept in {@code console/console.pem} beside the folder of the keys. Its
     * name is {@code console:PLANT}, so it is worth nothing at any other door of a plant.
     */
    public KeyedCertificate console() {
        var name = new GeneralName(GeneralName.uniformResourceIdentifier, "console:" + plant().text());
        var beside = AtomicFile.folder(folder.resolveSibling("console"), "rwx------");
        return kept(beside.resolve("console.pem"), new GeneralNames(name), PEER);
    }

    private static GeneralName name(String text) {
        boolean number = text.contains(":") || text.matches("[0-9.]+");
        return new GeneralName(number ? GeneralName.iPAddress : GeneralName.dNSName, text);
    }

    private KeyedCertificate kept(Path file, GeneralNames names, List<KeyPurposeId> purposes) {
        if (Files.exists(file)) {
            try {
                var found = pair(file);
                if (authority.signed(found.certificate()) && sameNames(found, names)) {
                    return found;
                }
            } catch (Problem _) {
                // Damaged: made anew below.
            }
        }
        var made = authority.issue("metal-plant " + plant().text(), names, purposes, Validity.FOR_EVER);
        AtomicFile.write(file, pem(made), AtomicFile.SECRET);
        return made;
    }

    private GeneralNames names(InetAddress service) {
        var names = new ArrayList<GeneralName>();
        names.add(new GeneralName(GeneralName.uniformResourceIdentifier, PlantCertificates.SCHEME + plant().text()));
        names.add(
                new GeneralName(GeneralName.iPAddress, service.getHostAddress().replaceFirst("%.*$", "")));
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static boolean sameNames(KeyedCertificate found, GeneralNames wanted) {
        try {
            var extension = org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils.parseExtensionValue(found.certificate()
                    .getExtensionValue(org.bouncycastle.asn1.x509.Extension.subjectAlternativeName.getId()));
            return GeneralNames.getInstance(extension).equals(wanted);
        } catch (java.io.IOException | IllegalArgumentException | NullPointerException _) {
            return false;
        }
    }

    public PlantId plant() {
        return signer.key().plant();
    }

    /** Signs with the root key. */
    public Signer signer() {
        return signer;
    }

    /** Public half of the authority that others pin: X.509, DER. */
    public Bytes meshCa() {
        try {
            return Bytes.of(authority.identity().certificate().getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    public WireguardKey wireguard() {
        return wireguard;
    }

    /** The present life. */
    public Incarnation incarnation() {
        return lives.of(plant());
    }

    /**
     * What this plant says of itself.
     *
     * @param label a claim, see {@link MemberRecord}
     * @param level the highest schema level that this software reads
     * @param endpoint where its tunnel is reached, or ""
     */
    public MemberRecord record(String label, int level, String endpoint) {
        return new MemberRecord(signer.key(), label, level, incarnation(), meshCa(), wireguard.publicKey(), endpoint);
    }

    @Override
    public String toString() {
        return "identity of plant " + plant().text();
    }
}

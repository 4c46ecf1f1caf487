package metalplant.console.peer;

import static java.lang.System.Logger.Level.WARNING;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.mesh.certificate.KeyedCertificate;
import metalplant.mesh.files.AtomicFile;
import metalplant.wire.federation.ConsolePeers;

/**
 * The other plants of the federation, and what this console proves itself with to theirs: two files that the plant's API writes anew whenever
 * something of it changes. Read again when they are newer; while they are not there the plant is alone.
 */
public final class PeerBook {
    /** Beside the file of the peers. */
    public static final String PEERS = "peers.json";

    public static final String KEY = "console.pem";

    private static final System.Logger LOG = System.getLogger(PeerBook.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Content ALONE = new Content("", Optional.empty(), Map.of(), Optional.empty());

    private final Path folder;
    private FileTime read = FileTime.fromMillis(-1);
    private Content content = ALONE;

    /** A plant whose console may be called and may call. */
    public record Peer(
            String plant,
            String label,
            X509Certificate authority,
            Optional<InetSocketAddress> address,
            boolean mayEdit,
            boolean mayView,
            List<String> partitions) {
        public Peer {
            partitions = List.copyOf(partitions);
        }
    }

    private record Content(
            String plant,
            Optional<X509Certificate> authority,
            Map<String, Peer> peers,
            Optional<KeyedCertificate> own) {}

    public PeerBook(Path folder) {
        this.folder = folder;
    }

    private synchronized Content content() {
        var file = folder.resolve(PEERS);
        try {
            if (!Files.exists(file)) {
                return ALONE;
            }
            var changed = Files.getLastModifiedTime(file);
            if (!changed.equals(read)) {
                content = read(file);
                read = changed;
            }
        } catch (IOException | RuntimeException e) {
            // Whoever was trusted a moment ago may be out by now: nobody is trusted then.
            LOG.log(WARNING, "consoles of other plants are not known file=" + file, e);
            return ALONE;
        }
        return content;
    }

    private Content read(Path file) throws IOException {
        var said = JSON.readValue(file.toFile(), ConsolePeers.class);
        var peers = new TreeMap<String, Peer>();
        for (var each : said.members()) {
            try {
                peers.put(each.plant(), peer(each));
            } catch (CertificateException | IllegalArgumentException e) {
                LOG.log(WARNING, "console of a plant is left out plant=" + each.plant(), e);
            }
        }
        return new Content(
                said.plant(), authority(said), Map.copyOf(peers), said.plant().isEmpty() ? Optional.empty() : pair());
    }

    private Optional<KeyedCertificate> pair() {
        var pem = AtomicFile.read(folder.resolve(KEY));
        int second = Math.max(0, pem.indexOf("-----BEGIN PRIVATE KEY"));
        return KeyedCertificate.parse(pem.substring(0, second), pem.substring(second));
    }

    private static Optional<X509Certificate> authority(ConsolePeers said) {
        try {
            return said.authority().isEmpty() ? Optional.empty() : Optional.of(certificate(said.authority()));
        } catch (CertificateException e) {
            LOG.log(WARNING, "the authority of this plant cannot be read", e);
            return Optional.empty();
        }
    }

    private static X509Certificate certificate(String base64) throws CertificateException {
        var der = new ByteArrayInputStream(Base64.getDecoder().decode(base64));
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(der);
    }

    private static Peer peer(ConsolePeers.Member member) throws CertificateException {
        return new Peer(
                member.plant(),
                member.label(),
                certificate(member.authority()),
                member.address().isEmpty() ? Optional.empty() : Optional.of(address(member.address())),
                member.role().equals("edit"),
                !member.role().equals("none"),
                member.partitions());
    }

    /** HOST:PORT with a literal address. @throws IllegalArgumentException */
    public static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("\"%s\" is no ADDRESS:PORT".formatted(text));
        }
        var host = text.substring(0, colon).replaceAll("^\\[|]$", "");
        return new InetSocketAddress(InetAddress.ofLiteral(host), Integer.parseInt(text.substring(colon + 1)));
    }

    /** This plant's id; "" while it is alone. */
    public String plant() {
        return content().plant();
    }

    /** The authority of this plant; empty while it is alone. */
    Optional<X509Certificate> authority() {
        return content().authority();
    }

    /** What this console shows; empty while the plant is alone. */
    public Optional<KeyedCertificate> own() {
        return content().own();
    }

    public Optional<Peer> peer(String plant) {
        return Optional.ofNullable(content().peers().get(plant));
    }

    /** Whose partition it is, among the others. */
    public Optional<Peer> ofPartition(String partition) {
        return content().peers().values().stream()
                .filter(each -> each.partitions().contains(partition))
                .findFirst();
    }
}

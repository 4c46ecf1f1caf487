package metalplant.bootstrap.pki;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * Whom a certificate speaks for.
 *
 * @param name the common name; nobody decides by it
 * @param alternatives the names that count
 */
record Subject(String name, List<GeneralName> alternatives, KeyPurposeId purpose) {
    /** For those who listen and call. */
    static final List<KeyPurposeId> BOTH = List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);

    /** A listener on loopback and on the given addresses. */
    static Subject loopbackServer(List<InetAddress> further) {
        var names = new ArrayList<GeneralName>();
        names.add(new GeneralName(GeneralName.dNSName, "localhost"));
        names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        names.add(new GeneralName(GeneralName.iPAddress, "::1"));
        further.stream()
                .filter(address -> !address.isLoopbackAddress() && !address.isAnyLocalAddress())
                .map(Subject::withoutZone)
                .distinct()
                .map(text -> new GeneralName(GeneralName.iPAddress, text))
                .forEach(names::add);
        return new Subject("metal-plant", List.copyOf(names), KeyPurposeId.id_kp_serverAuth);
    }

    /** The client certificate that all boot clients of a partition share. */
    static Subject partitionClient(String partition) {
        return new Subject(
                "partition " + partition,
                List.of(new GeneralName(GeneralName.uniformResourceIdentifier, "metal-plant:partition:" + partition)),
                KeyPurposeId.id_kp_clientAuth);
    }

    /** The plant's own boot server: it lends certificates to machines, and speaks for none of them. */
    static Subject bootServer() {
        return new Subject(
                "metal-plant boot server",
                List.of(new GeneralName(GeneralName.uniformResourceIdentifier, "metal-plant:boot-server")),
                KeyPurposeId.id_kp_clientAuth);
    }

    /** A node of CockroachDB is a server to clients and a client to other nodes; it goes by the common name {@code node}. */
    static Subject cockroachNode() {
        return loopbackServer(List.of()).named("node");
    }

    /** A user of CockroachDB that needs no password: it goes by the common name. */
    static Subject cockroachUser(String user) {
        return new Subject(user, List.of(new GeneralName(GeneralName.dNSName, user)), KeyPurposeId.id_kp_clientAuth);
    }

    /** Whoever talks to the broker. */
    static Subject nsqClient() {
        return new Subject(
                "metal-plant bus client",
                List.of(new GeneralName(GeneralName.uniformResourceIdentifier, "metal-plant:bus")),
                KeyPurposeId.id_kp_clientAuth);
    }

    Subject named(String other) {
        return new Subject(other, alternatives, purpose);
    }

    GeneralNames names() {
        return new GeneralNames(alternatives.toArray(GeneralName[]::new));
    }

    /** Whether a certificate has exactly these names. */
    boolean matches(X509Certificate certificate) {
        try {
            var found = certificate.getSubjectAlternativeNames();
            return found != null && texts(found).equals(wanted());
        } catch (CertificateParsingException _) {
            return false;
        }
    }

    private Set<String> wanted() {
        return alternatives.stream().map(Subject::text).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> texts(Collection<List<?>> found) {
        return found.stream()
                .map(pair -> pair.get(0) + "=" + normal(String.valueOf(pair.get(1))))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(GeneralName name) {
        return name.getTagNo() + "=" + normal(plain(name));
    }

    private static String plain(GeneralName name) {
        return name.getTagNo() == GeneralName.iPAddress
                ? address(((org.bouncycastle.asn1.ASN1OctetString) name.getName()).getOctets())
                : name.getName().toString();
    }

    private static String address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets).getHostAddress();
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 octets", e);
        }
    }

    /** The JDK and this class write IPv6 addresses alike. */
    private static String normal(String text) {
        return text.toLowerCase(java.util.Locale.ROOT);
    }

    private static String withoutZone(InetAddress address) {
        return address.getHostAddress().replaceFirst("%.*$", "");
    }
}

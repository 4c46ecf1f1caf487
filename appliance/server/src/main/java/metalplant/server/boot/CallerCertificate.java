package metalplant.server.boot;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import metalplant.core.boot.BootCaller;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * What a client certificate says of its holder, in its subject alternative names: {@code metal-plant:lease:<uuid>} is one server's,
 * {@code metal-plant:partition:<id>} or none is the one that a partition's boot clients share, {@code metal-plant:boot-server} is the plant's own boot server's.
 */
final class CallerCertificate {
    static final String LEASE = "metal-plant:lease:";

    static final String BOOT_SERVER = "metal-plant:boot-server";

    private static final int URI = 6;

    private CallerCertificate() {}

    /** @throws Problem NOT_ALLOWED for a certificate that names a lease and cannot be read, or more than one */
    static BootCaller read(X509Certificate certificate) {
        try {
            var uris = uris(certificate);
            var leases = uris.stream().filter(uri -> uri.startsWith(LEASE)).toList();
            return switch (leases.size()) {
                case 0 -> uris.contains(BOOT_SERVER) ? new BootCaller.BootServer() : new BootCaller.Shared();
                case 1 ->
                    new BootCaller.Leased(UUID.fromString(leases.getFirst().substring(LEASE.length())));
                default -> throw unreadable();
            };
        } catch (CertificateParsingException | IllegalArgumentException e) {
            throw unreadable().because(e);
        }
    }

    private static List<String> uris(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> names = Objects.requireNonNullElse(certificate.getSubjectAlternativeNames(), List.of());
        return names.stream()
                .filter(name -> Objects.equals(name.get(0), URI))
                .map(name -> String.valueOf(name.get(1)))
                .toList();
    }

    private static Problem unreadable() {
        return Problem.of(ProblemCode.NOT_ALLOWED, "the client certificate names no lease that can be read");
    }
}

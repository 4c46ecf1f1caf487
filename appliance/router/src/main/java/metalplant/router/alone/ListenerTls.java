package metalplant.router.alone;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import java.nio.file.Files;
import java.nio.file.Path;
import metalplant.model.Problem;
import metalplant.trust.KeyPairs;

/**
 * The certificate of the listener, read once at the start.
 *
 * @param certificate PEM, the leaf first, then those that signed it
 * @param key PEM, PKCS#8 without a password, on an elliptic curve or RSA
 */
public record ListenerTls(Path certificate, Path key) {
    /** @throws Problem BAD_REQUEST naming the file that is of no use */
    Tls read() {
        for (var file : new Path[] {certificate, key}) {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw Problem.bad(file + " cannot be read");
            }
        }
        Keys keys;
        try {
            keys = Keys.builder()
                    .pem(pem -> pem.certChain(Resource.create(certificate)).key(Resource.create(key)))
                    .build();
        } catch (RuntimeException e) {
            throw Problem.bad("%s or %s is no PEM of a certificate and its key in PKCS#8, without a password"
                            .formatted(certificate, key))
                    .because(e);
        }
        if (keys.certChain().isEmpty()) {
            throw Problem.bad(certificate + " has no certificate in PEM");
        }
        var secret = keys.privateKey().orElseThrow(() -> Problem.bad(key + " has no key in PKCS#8"));
        if (!KeyPairs.belongTogether(keys.certChain().getFirst(), secret)) {
            throw Problem.bad("%s is not the key of the first certificate in %s".formatted(key, certificate));
        }
        return Tls.builder()
                .privateKey(secret)
                .privateKeyCertChain(keys.certChain())
                .build();
    }
}

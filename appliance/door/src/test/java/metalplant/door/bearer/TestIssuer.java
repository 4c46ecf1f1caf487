package metalplant.door.bearer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An issuer without a network: its keys can be changed, and it can be silent. */
final class TestIssuer implements KeyFetch {
    static final String DEX = "https://dex.example.org";
    static final String GENERIC = "https://id.example.org";

    final List<URI> asked = new ArrayList<>();
    boolean silent;
    String jwksUri = GENERIC + "/jwks";
    String describedAs = GENERIC;
    private List<RSAKey> keys;

    TestIssuer() {
        this.keys = List.of(key("one"));
    }

    static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).keyUse(KeyUse.SIGNATURE).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    RSAKey current() {
        return keys.getLast();
    }

    void rotate(String id) {
        keys = List.of(current(), key(id));
    }

    @Override
    public synchronized byte[] get(URI from) throws IOException {
        asked.add(from);
        if (silent) {
            throw new IOException("no route");
        }
        var text = from.getPath().endsWith("openid-configuration")
                ? "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(describedAs, jwksUri)
                : new JWKSet(List.copyOf(keys)).toPublicJWKSet().toString();
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String signed(JWTClaimsSet claims, RSAKey key, JWSAlgorithm algorithm) {
        try {
            var token = new SignedJWT(
                    new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}

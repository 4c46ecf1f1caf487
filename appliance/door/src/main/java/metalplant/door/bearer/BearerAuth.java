package metalplant.door.bearer;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import metalplant.door.Caller;
import metalplant.model.Problem;
import metalplant.model.World;

/**
 * Tells who a bearer token speaks of. Issuer and audience of the token choose who verifies it and nothing else; which algorithms count is fixed for
 * each, so that neither {@code none} nor a public key used as a secret opens anything.
 *
 * @see "metal-api-rest.md 1.7"
 */
public final class BearerAuth {
    private static final String SCHEME = "Bearer ";
    private static final int LENGTH_MAX = 16 * 1024;
    private static final Set<JWSAlgorithm> DEX = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS512);
    private static final Set<JWSAlgorithm> GENERIC = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.RS512);

    private final Issuers issuers;
    private final PlantTokens own;
    private final TokenCallers callers;
    private final BearerConfig config;
    private final World world;

    /** @param providerTenant the only tenant whose users may call */
    public BearerAuth(Issuers issuers, PlantTokens own, String providerTenant, BearerConfig config, World world) {
        this.issuers = issuers;
        this.own = own;
        this.callers = new TokenCallers(providerTenant);
        this.config = config;
        this.world = world;
    }

    /** Whether a header of this kind is one for us, in any case of its first word. */
    public static boolean isBearer(String authorization) {
        return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /**
     * Who calls.
     *
     * @param authorization the header's value
     * @throws Problem CREDENTIALS_REFUSED for everything that is not good now; NOT_ALLOWED for users of other tenants; ISSUER_UNREACHABLE if that
     *     cannot be known now
     */
    public Caller verify(String authorization) {
        var token = parse(authorization.substring(SCHEME.length()).strip());
        var issuer = unverified(token);
        if (issuer.url().equals(own.issuer())) {
            return own.verify(token, config.skew());
        }
        var keys = issuers.find(issuer.url(), issuer.audiences())
                .orElseThrow(() -> Verified.refused("nobody here takes tokens of this issuer and client"));
        var claims = Verified.claims(
                token,
                keys.issuer().kind() == Issuer.Kind.DEX ? DEX : GENERIC,
                keys.keys(Optional.ofNullable(token.getHeader().getKeyID())),
                keys.issuer().url(),
                keys.issuer().audience(),
                config.skew(),
                world);
        return callers.of(keys.issuer(), claims);
    }

    private static SignedJWT parse(String text) {
        if (text.length() > LENGTH_MAX) {
            throw Verified.refused("it is longer than %d characters".formatted(LENGTH_MAX));
        }
        try {
            return SignedJWT.parse(text);
        } catch (ParseException e) {
            throw Verified.refused("it is no signed JWT").because(e);
        }
    }

    private record Named(String url, List<String> audiences) {}

    private static Named unverified(SignedJWT token) {
        try {
            var claims = token.getJWTClaimsSet();
            return new Named(Objects.toString(claims.getIssuer(), ""), claims.getAudience());
        } catch (ParseException e) {
            throw Verified.refused("its claims cannot be read").because(e);
        }
    }
}

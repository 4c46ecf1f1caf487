package metalplant.door.bearer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import java.time.Duration;
import java.util.Date;
import java.util.Set;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/** The signature and the claims that every token has. The algorithms are the verifier's choice, never the token's. */
final class Verified {
    private static final int REASON_LENGTH_MAX = 200;

    private Verified() {}

    /**
     * The claims of a token that is good now.
     *
     * @throws Problem CREDENTIALS_REFUSED
     */
    static JWTClaimsSet claims(
            SignedJWT token,
            Set<JWSAlgorithm> algorithms,
            JWKSet keys,
            String issuer,
            String audience,
            Duration skew,
            World world) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, new ImmutableJWKSet<>(keys)));
        processor.setJWTClaimsSetVerifier(new Rules(issuer, audience, skew, world));
        try {
            var claims = processor.process(token, null);
            requireNotAhead(claims, skew, world);
            return claims;
        } catch (ExpiredJWTException e) {
            throw Problem.of(ProblemCode.CREDENTIALS_REFUSED, "the token has expired, log in again")
                    .because(e);
        } catch (BadJOSEException | JOSEException e) {
            throw refused(String.valueOf(e.getMessage())).because(e);
        }
    }

    private static void requireNotAhead(JWTClaimsSet claims, Duration skew, World world) {
        var issued = claims.getIssueTime();
        if (issued != null && issued.toInstant().isAfter(world.now().plus(skew))) {
            throw refused("it was issued in the future, check the clocks of issuer and plant");
        }
    }

    static Problem refused(String why) {
        return Problem.of(
                ProblemCode.CREDENTIALS_REFUSED,
                "the token is refused: " + why.substring(0, Math.min(why.length(), REASON_LENGTH_MAX)));
    }

    /** With the plant's clock instead of the machine's. */
    private static final class Rules extends DefaultJWTClaimsVerifier<SecurityContext> {
        private final World world;

        Rules(String issuer, String audience, Duration skew, World world) {
            super(Set.of(audience), new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of("exp", "sub"), Set.of());
            this.world = world;
            setMaxClockSkew(Math.toIntExact(skew.toSeconds()));
        }

        @Override
        protected Date currentTime() {
            return Date.from(world.now());
        }
    }
}

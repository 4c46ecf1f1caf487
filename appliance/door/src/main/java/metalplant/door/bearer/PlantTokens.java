package metalplant.door.bearer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import metalplant.door.Caller;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.model.World;

/**
 * Tokens that a plant issues itself, so that it has some without any network. They are signed with a key of the plant that exists for nothing else, live
 * for hours, and count at this plant alone.
 */
public final class PlantTokens {
    /** What clients are, to this issuer. */
    private static final String AUDIENCE = "metal-api";

    private static final String ROLE = "role";
    private static final Duration LIFE_MIN = Duration.ofMinutes(1);
    /** Nobody can take such a token back but by a new key. */
    public static final Duration LIFE_MAX = Duration.ofHours(12);

    private static final String NAME_FORM = "[A-Za-z0-9._%+@-]{1,100}";

    private final String issuer;
    private final ECKey key;
    private final String tenant;
    private final World world;

    /**
     * A new token.
     *
     * @param text what is sent behind {@code Bearer}
     */
    public record Issued(String text, Instant expires, Role role) {
        @Override
        public String toString() {
            return "Issued[" + role + " until " + expires + "]";
        }
    }

    /**
     * Tokens of one plant.
     *
     * @param plant its name, which stands in them
     * @param key as {@link #newKey} made it
     * @throws Problem BAD_REQUEST if that is no such key
     */
    public PlantTokens(String plant, String key, String tenant, World world) {
        this.issuer = "metal-plant:" + plant;
        this.key = parse(key);
        this.tenant = tenant;
        this.world = world;
    }

    /** A secret, as text to be kept. */
    public static String newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyIDFromThumbprint(true)
                    .generate()
                    .toJSONString();
        } catch (JOSEException e) {
            throw new IllegalStateException("every JDK makes P-256 keys", e);
        }
    }

    private static ECKey parse(String text) {
        try {
            var key = ECKey.parse(text);
            if (!key.isPrivate() || !Curve.P_256.equals(key.getCurve()) || key.getKeyID() == null) {
                throw Problem.bad("the key of the plant's tokens is no private P-256 key with an id");
            }
            return key;
        } catch (ParseException e) {
            throw Problem.bad("the key of the plant's tokens cannot be read").because(e);
        }
    }

    /** What stands in the tokens as their issuer. */
    String issuer() {
        return issuer;
    }

    /**
     * A token for somebody whom {@code by} answers for.
     *
     * @param name of the person, as it is to stand in the audit: an address or a short word
     * @param role at most that of {@code by}
     * @throws Problem BAD_REQUEST, NOT_ALLOWED
     */
    public Issued issue(Caller by, String name, Role role, Duration life) {
        if (!name.matches(NAME_FORM)) {
            throw Problem.bad("a name has 1 to 100 letters, digits and . _ % + @ -");
        }
        if (life.compareTo(LIFE_MIN) < 0 || life.compareTo(LIFE_MAX) > 0) {
            throw Problem.bad("a token lives from 1 minute to %d hours".formatted(LIFE_MAX.toHours()));
        }
        if (by.token().isPresent()) {
            throw notAllowed("a token is no way to another one: sign the request with a key");
        }
        if (role.compareTo(Role.VIEW) < 0 || !by.may(role)) {
            throw notAllowed("a token has the role view, edit or admin, and at most that of whoever asks for it");
        }
        var now = world.now();
        var expires = now.plus(life);
        var claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(AUDIENCE)
                .subject(name)
                .jwtID(world.newId().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(expires))
                .claim(ROLE, role.name().toLowerCase(Locale.ROOT))
                .claim("by", by.email())
                .build();
        return new Issued(signed(claims), expires, role);
    }

    private String signed(JWTClaimsSet claims) {
        try {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            token.sign(new ECDSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("every JDK signs with P-256", e);
        }
    }

    /** @throws Problem CREDENTIALS_REFUSED */
    Caller verify(SignedJWT token, Duration skew) {
        var claims = Verified.claims(
                token, Set.of(JWSAlgorithm.ES256), new JWKSet(key.toPublicJWK()), issuer, AUDIENCE, skew, world);
        var name = Objects.toString(claims.getSubject(), "");
        return role(claims)
                .map(role -> new Caller(
                        name, name, tenant, role, Optional.of(new Caller.Token(metalplant.door.Groups.of(role)))))
                .orElseThrow(() -> Verified.refused("it has no role"));
    }

    private static Optional<Role> role(JWTClaimsSet claims) {
        return Stream.of(Role.VIEW, Role.EDIT, Role.ADMIN)
                .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(claims.getClaim(ROLE)))
                .findFirst();
    }

    private static Problem notAllowed(String why) {
        return Problem.of(metalplant.model.ProblemCode.NOT_ALLOWED, why);
    }

    /** The roles a token can have. */
    public static List<Role> roles() {
        return List.of(Role.VIEW, Role.EDIT, Role.ADMIN);
    }
}

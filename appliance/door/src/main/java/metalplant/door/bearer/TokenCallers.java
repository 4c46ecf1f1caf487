package metalplant.door.bearer;

import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import metalplant.door.Caller;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.jspecify.annotations.Nullable;

/** Who a verified token speaks of. */
final class TokenCallers {
    private static final int GROUPS_MAX = 2_000;
    /** As much as one door can tell another. */
    private static final int ENCODED_LENGTH_MAX = 512;

    private final String providerTenant;

    /** @param providerTenant the only tenant whose users may call */
    TokenCallers(String providerTenant) {
        this.providerTenant = providerTenant;
    }

    /** @throws Problem CREDENTIALS_REFUSED if a claim is missing or of another kind, NOT_ALLOWED for users of other tenants */
    Caller of(Issuer issuer, JWTClaimsSet claims) {
        return switch (issuer.kind()) {
            case DEX -> ofDex(claims);
            case GENERIC ->
                caller(
                        claims,
                        first(text(claims, "preferred_username"), text(claims, "name")),
                        issuer.tenant(),
                        issuer.directory(),
                        memberships(claims));
        };
    }

    private Caller ofDex(JWTClaimsSet claims) {
        // Behind the directory anything may follow, as with metal-api.
        var parts = connector(claims).split("_", -1);
        if (parts.length < 2 || parts[0].isEmpty()) {
            throw refused("its connector is not called TENANT_DIRECTORY");
        }
        return caller(claims, text(claims, "name"), parts[0], parts[1], list(claims, "groups"));
    }

    private static String connector(JWTClaimsSet claims) {
        try {
            var federated = claims.getJSONObjectClaim("federated_claims");
            return federated != null && federated.get("connector_id") instanceof String id ? id : "";
        } catch (ParseException e) {
            throw refused("federated_claims is no object").because(e);
        }
    }

    private Caller caller(JWTClaimsSet claims, String name, String tenant, String directory, List<String> memberships) {
        if (!tenant.equalsIgnoreCase(providerTenant)) {
            throw Problem.of(ProblemCode.NOT_ALLOWED, "tenant \"%s\" is not the provider's".formatted(tenant));
        }
        var groups = TenantGroups.of(tenant, directory, tenant.equals(providerTenant), memberships);
        var subject = Objects.toString(claims.getSubject(), "");
        return new Caller(
                word(first(text(claims, "email"), first(name, subject)), "email"),
                word(first(name, subject), "name"),
                providerTenant,
                TenantGroups.role(groups),
                Optional.of(new Caller.Token(groups)));
    }

    private static List<String> memberships(JWTClaimsSet claims) {
        var roles = list(claims, "roles");
        return roles.isEmpty() ? list(claims, "groups") : roles;
    }

    private static List<String> list(JWTClaimsSet claims, String name) {
        try {
            @Nullable List<String> given = claims.getStringListClaim(name);
            if (given == null) {
                return List.of();
            }
            if (given.size() > GROUPS_MAX || given.stream().anyMatch(Objects::isNull)) {
                throw refused("it has too many " + name);
            }
            return given;
        } catch (ParseException e) {
            throw refused(name + " is no list of texts").because(e);
        }
    }

    private static String text(JWTClaimsSet claims, String name) {
        try {
            return Objects.toString(claims.getStringClaim(name), "");
        } catch (ParseException e) {
            throw refused(name + " is no text").because(e);
        }
    }

    private static String first(String wanted, String otherwise) {
        return wanted.isEmpty() ? otherwise : wanted;
    }

    /** What is written down of a caller, and told other doors. */
    private static String word(String text, String claim) {
        boolean fits = !text.isEmpty()
                && text.codePoints().noneMatch(Character::isISOControl)
                && Stream.of(text)
                                .map(each -> URLEncoder.encode(each, StandardCharsets.UTF_8))
                                .mapToInt(String::length)
                                .sum()
                        <= ENCODED_LENGTH_MAX;
        if (!fits) {
            throw refused(claim + " is missing, too long or no plain text");
        }
        return text;
    }

    private static Problem refused(String why) {
        return Problem.of(ProblemCode.CREDENTIALS_REFUSED, "the token is refused: " + why);
    }
}

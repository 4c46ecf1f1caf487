package metalplant.router.door;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import metalplant.door.Caller;
import metalplant.door.Role;
import metalplant.door.hmac.HmacAuth;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.router.table.Row;

/** Who calls, and whether they may. The signature is verified here and nowhere behind. */
final class Access {
    private static final HeaderName X_DATE = HeaderNames.create("X-Date");
    private static final HeaderName X_SALT = HeaderNames.create("X-Data-Salt");

    private final HmacAuth auth;

    Access(HmacAuth auth) {
        this.auth = auth;
    }

    /**
     * The signature, checked without looking at the body.
     *
     * @throws Problem CREDENTIALS_REFUSED for wrong ones; missing ones are no problem yet
     */
    Optional<HmacAuth.Signed> verify(ServerRequest req, String verb) {
        return req.headers()
                .first(HeaderNames.AUTHORIZATION)
                .map(authorization -> auth.verify(
                        authorization,
                        req.headers().first(X_DATE).orElse(""),
                        req.headers().first(X_SALT).orElse(""),
                        verb,
                        Optional.empty()));
    }

    /** The role, before a body is read for nothing; @throws Problem NOT_ALLOWED */
    Caller require(Optional<HmacAuth.Signed> signed, Row row) {
        var caller = signed.map(HmacAuth.Signed::caller).orElse(Caller.GUEST);
        if (row.role() == Role.OPEN || (caller.role() != Role.OPEN && caller.may(row.role()))) {
            return caller;
        }
        throw Problem.of(
                ProblemCode.NOT_ALLOWED,
                caller.role() == Role.OPEN
                        ? "credentials are missing: sign the request with a key of this federation"
                        : "%s needs the role %s".formatted(row.id(), row.role()));
    }

    /** Refuses a signature that was used for another request; @throws Problem CREDENTIALS_REFUSED */
    void checkReplay(Optional<HmacAuth.Signed> signed, String verb, String pathAndQuery, byte[] body) {
        signed.ifPresent(s -> auth.checkReplay(s, verb, pathAndQuery, body));
    }
}

package metalplant.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import metalplant.door.Role;
import metalplant.door.Scope;
import metalplant.door.hmac.HmacAuth;
import metalplant.model.Problem;

/** Reads the headers by which callers sign their requests. */
public final class SignedRequests {
    private static final HeaderName X_DATE = HeaderNames.create("X-Date");
    private static final HeaderName X_SALT = HeaderNames.create("X-Data-Salt");

    private SignedRequests() {}

    /**
     * Who signed it; empty if nobody did.
     *
     * @param verb that was signed
     * @param machine the one that it is about, for callers who may ask for one alone
     * @throws Problem as {@link HmacAuth#verify}
     */
    static Optional<HmacAuth.Signed> read(HmacAuth auth, ServerRequest request, String verb, Optional<String> machine) {
        return request.headers()
                .first(HeaderNames.AUTHORIZATION)
                .map(authorization -> auth.verify(
                        authorization,
                        request.headers().first(X_DATE).orElse(""),
                        request.headers().first(X_SALT).orElse(""),
                        verb,
                        machine));
    }

    /** Whether somebody with this role signed it, with a key that opens all that the role may. */
    public static boolean may(HmacAuth auth, ServerRequest request, Role role) {
        try {
            return read(auth, request, request.prologue().method().text(), Optional.empty())
                    .filter(signed ->
                            signed.scope() == Scope.ROLE && signed.caller().may(role))
                    .isPresent();
        } catch (Problem _) {
            return false;
        }
    }
}

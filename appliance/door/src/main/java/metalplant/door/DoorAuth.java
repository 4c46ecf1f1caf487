package metalplant.door;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import metalplant.door.bearer.BearerAuth;
import metalplant.door.hmac.HmacAuth;
import metalplant.door.hmac.HmacUser;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** Reads whatever credentials a request has: a signature with a shared key, or a bearer token. */
public final class DoorAuth {
    private static final HeaderName X_DATE = HeaderNames.create("X-Date");
    private static final HeaderName X_SALT = HeaderNames.create("X-Data-Salt");

    private final HmacAuth hmac;
    private final Optional<BearerAuth> bearer;

    private DoorAuth(HmacAuth hmac, Optional<BearerAuth> bearer) {
        this.hmac = hmac;
        this.bearer = bearer;
    }

    public DoorAuth(HmacAuth hmac, BearerAuth bearer) {
        this(hmac, Optional.of(bearer));
    }

    /** A door that takes signatures alone. */
    public static DoorAuth signed(HmacAuth hmac) {
        return new DoorAuth(hmac, Optional.empty());
    }

    /** For another door of the same process that takes more keys, and the same tokens. */
    public DoorAuth also(Supplier<List<HmacUser>> more) {
        return new DoorAuth(hmac.also(more), bearer);
    }

    /**
     * Credentials that are right, before a body was read.
     *
     * @param signed empty for a token, which may come as often as its owner likes
     */
    public record Shown(Caller caller, Optional<HmacAuth.Signed> signed) {
        public Scope scope() {
            return signed.map(HmacAuth.Signed::scope).orElse(Scope.ROLE);
        }
    }

    /**
     * Who asks; empty if nobody says so.
     *
     * @param verb that was signed
     * @param machine the one that it is about, for callers who may ask for one alone
     * @throws Problem as {@link HmacAuth#verify} and {@link BearerAuth#verify}
     */
    public Optional<Shown> read(ServerRequest request, String verb, Optional<String> machine) {
        var headers = request.headers();
        if (!headers.contains(HeaderNames.AUTHORIZATION)) {
            return Optional.empty();
        }
        var authorization = headers.get(HeaderNames.AUTHORIZATION);
        if (authorization.valueCount() != 1) {
            throw Problem.of(ProblemCode.CREDENTIALS_REFUSED, "a request has one Authorization");
        }
        var value = authorization.get();
        if (bearer.isPresent() && BearerAuth.isBearer(value)) {
            return Optional.of(new Shown(bearer.get().verify(value), Optional.empty()));
        }
        var signed = hmac.verify(
                value, headers.first(X_DATE).orElse(""), headers.first(X_SALT).orElse(""), verb, machine);
        return Optional.of(new Shown(signed.caller(), Optional.of(signed)));
    }

    /** Refuses a signature that was used for another request; @throws Problem CREDENTIALS_REFUSED */
    public void checkReplay(Shown shown, String verb, String pathAndQuery, byte[] body) {
        shown.signed().ifPresent(signed -> hmac.checkReplay(signed, verb, pathAndQuery, body));
    }
}

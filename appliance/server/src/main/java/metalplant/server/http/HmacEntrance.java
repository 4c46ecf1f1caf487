package metalplant.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import metalplant.door.Caller;
import metalplant.door.hmac.HmacAuth;

/** The plant's own door: callers sign their requests themselves. */
record HmacEntrance(HmacAuth auth) implements Entrance {
    private static final HeaderName X_DATE = HeaderNames.create("X-Date");
    private static final HeaderName X_SALT = HeaderNames.create("X-Data-Salt");

    @Override
    public Entry enter(Operation operation, ServerRequest req) {
        return new Signer(auth, authenticate(operation, req), operation.verb(), pathAndQuery(req));
    }

    private Optional<HmacAuth.Signed> authenticate(Operation operation, ServerRequest req) {
        var authorization = req.headers().first(HeaderNames.AUTHORIZATION);
        if (authorization.isEmpty()) {
            return Optional.empty();
        }
        var machine = operation.id().equals(RestDoor.READS_ONE_MACHINE)
                ? Optional.of(req.path().pathParameters().get("id"))
                : Optional.<String>empty();
        return Optional.of(auth.verify(
                authorization.get(),
                req.headers().first(X_DATE).orElse(""),
                req.headers().first(X_SALT).orElse(""),
                operation.verb(),
                machine));
    }

    private static String pathAndQuery(ServerRequest req) {
        return req.path().rawPath() + "?" + req.query().rawValue();
    }

    private record Signer(HmacAuth auth, Optional<HmacAuth.Signed> signed, String verb, String pathAndQuery)
            implements Entry {
        @Override
        public Caller caller() {
            return signed.map(HmacAuth.Signed::caller).orElse(Caller.GUEST);
        }

        @Override
        public boolean lease() {
            return signed.map(HmacAuth.Signed::lease).orElse(false);
        }

        @Override
        public void accept(byte[] body) {
            signed.ifPresent(s -> auth.checkReplay(s, verb, pathAndQuery, body));
        }

        @Override
        public void answered(int status, byte[] body) {
            // The caller has it; nobody else may ask.
        }
    }
}

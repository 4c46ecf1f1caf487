package metalplant.server.http;

import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import metalplant.door.Caller;
import metalplant.door.hmac.HmacAuth;

/** The plant's own door: callers sign their requests themselves. */
record HmacEntrance(HmacAuth auth) implements Entrance {
    @Override
    public Entry enter(Operation operation, ServerRequest req) {
        return new Signer(auth, authenticate(operation, req), operation.verb(), pathAndQuery(req));
    }

    private Optional<HmacAuth.Signed> authenticate(Operation operation, ServerRequest req) {
        var machine = operation.id().equals(RestDoor.READS_ONE_MACHINE)
                ? Optional.of(req.path().pathParameters().get("id"))
                : Optional.<String>empty();
        return SignedRequests.read(auth, req, operation.verb(), machine);
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

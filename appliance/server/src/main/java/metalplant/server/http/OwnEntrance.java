package metalplant.server.http;

import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import metalplant.door.Caller;
import metalplant.door.DoorAuth;
import metalplant.door.Scope;

/** The plant's own door: callers sign their requests themselves, or send a token. */
record OwnEntrance(DoorAuth auth) implements Entrance {
    @Override
    public Entry enter(Operation operation, ServerRequest req) {
        return new Shown(
                auth, auth.read(req, operation.verb(), machine(operation, req)), operation.verb(), pathAndQuery(req));
    }

    private static Optional<String> machine(Operation operation, ServerRequest req) {
        return operation.id().equals(RestDoor.READS_ONE_MACHINE)
                ? Optional.of(req.path().pathParameters().get("id"))
                : Optional.empty();
    }

    private static String pathAndQuery(ServerRequest req) {
        return req.path().rawPath() + "?" + req.query().rawValue();
    }

    private record Shown(DoorAuth auth, Optional<DoorAuth.Shown> shown, String verb, String pathAndQuery)
            implements Entry {
        @Override
        public Caller caller() {
            return shown.map(DoorAuth.Shown::caller).orElse(Caller.GUEST);
        }

        @Override
        public Scope scope() {
            return shown.map(DoorAuth.Shown::scope).orElse(Scope.ROLE);
        }

        @Override
        public void accept(byte[] body) {
            shown.ifPresent(one -> auth.checkReplay(one, verb, pathAndQuery, body));
        }

        @Override
        public void answered(int status, byte[] body) {
            // The caller has it; nobody else may ask.
        }
    }
}

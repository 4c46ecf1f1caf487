package metalplant.router.door;

import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import metalplant.door.Caller;
import metalplant.door.DoorAuth;
import metalplant.door.Role;
import metalplant.door.Scope;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.router.table.Row;

/** Who calls, and whether they may. Signatures and tokens are verified here and nowhere behind. */
final class Access {
    private final DoorAuth auth;

    Access(DoorAuth auth) {
        this.auth = auth;
    }

    /**
     * The credentials, checked without looking at the body.
     *
     * @throws Problem CREDENTIALS_REFUSED for wrong ones; missing ones are no problem yet
     */
    Optional<DoorAuth.Shown> verify(ServerRequest req, String verb) {
        return auth.read(req, verb, Optional.empty());
    }

    /** The role, before a body is read for nothing; @throws Problem NOT_ALLOWED */
    Caller require(Optional<DoorAuth.Shown> shown, Row row) {
        var caller = shown.map(DoorAuth.Shown::caller).orElse(Caller.GUEST);
        if (row.role() != Role.OPEN && shown.stream().anyMatch(each -> each.scope() != Scope.ROLE)) {
            throw Problem.of(
                    ProblemCode.NOT_ALLOWED,
                    "this key is for the plant's own door, and for a part of it: sign with a key of this federation");
        }
        if (row.role() == Role.OPEN || (caller.role() != Role.OPEN && caller.may(row.role()))) {
            return caller;
        }
        throw Problem.of(
                ProblemCode.NOT_ALLOWED,
                caller.role() == Role.OPEN
                        ? "credentials are missing: sign the request with a key of this federation, or send a token"
                        : "%s needs the role %s".formatted(row.id(), row.role()));
    }

    /** Refuses a signature that was used for another request; @throws Problem CREDENTIALS_REFUSED */
    void checkReplay(Optional<DoorAuth.Shown> shown, String verb, String pathAndQuery, byte[] body) {
        shown.ifPresent(s -> auth.checkReplay(s, verb, pathAndQuery, body));
    }
}

package metalplant.server.federation;

import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import metalplant.core.homes.JoinAnswers.Answers;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.federation.AcceptRequest;
import metalplant.wire.federation.AuthorityRequest;
import metalplant.wire.federation.BreakGlassRequest;
import metalplant.wire.federation.DoorKeysResponse;
import metalplant.wire.federation.EvictRequest;
import metalplant.wire.federation.FederationResponse;
import metalplant.wire.federation.ImportResponse;
import metalplant.wire.federation.InviteRequest;
import metalplant.wire.federation.InviteResponse;
import metalplant.wire.federation.JoinAnswers;
import metalplant.wire.federation.JoinRequest;
import metalplant.wire.federation.JoinResponse;
import metalplant.wire.federation.LeaveRequest;
import metalplant.wire.federation.LedgerFile;
import metalplant.wire.federation.RequestResponse;
import metalplant.wire.federation.RotateKeysRequest;
import metalplant.wire.federation.TrustResponse;

/** {@code /v1/federation}. */
public final class FederationHttp implements Feature {
    private static final String PATH = "/v1/federation";

    private final Federation federation;

    public FederationHttp(Federation federation) {
        this.federation = federation;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(PATH, "findFederation", Role.ANY, this::view).answers(FederationResponse.class),
                Operation.post(PATH + "/invite", "inviteToFederation", Role.ADMIN, this::invite)
                        .reads(InviteRequest.class)
                        .answers(InviteResponse.class),
                Operation.post(PATH + "/join", "joinFederation", Role.ADMIN, this::join)
                        .reads(JoinRequest.class)
                        .answers(JoinResponse.class),
                Operation.get(PATH + "/join/{id}", "findJoin", Role.ANY, this::find)
                        .answers(JoinResponse.class),
                Operation.post(PATH + "/join/{id}/accept", "acceptJoin", Role.ADMIN, this::accept)
                        .reads(AcceptRequest.class)
                        .answers(JoinResponse.class),
                Operation.command(PATH + "/join/{id}/abort", "abortJoin", Role.ADMIN, this::abort)
                        .answers(JoinResponse.class),
                Operation.get(PATH + "/answer", "findJoinAnswers", Role.ANY, this::answers)
                        .answers(JoinAnswers.class),
                Operation.post(PATH + "/answer", "answerBeforeJoin", Role.ADMIN, this::answer)
                        .reads(JoinAnswers.class)
                        .answers(JoinAnswers.class),
                Operation.post(PATH + "/leave", "leaveFederation", Role.ADMIN, this::leave)
                        .reads(LeaveRequest.class)
                        .answers(FederationResponse.class),
                Operation.post(PATH + "/evict", "evictMember", Role.ADMIN, this::evict)
                        .reads(EvictRequest.class)
                        .answers(FederationResponse.class),
                Operation.command(PATH + "/rotate-keys", "rotateTunnelKeys", Role.ADMIN, this::rotateKeys)
                        .answers(FederationResponse.class),
                Operation.post(PATH + "/authority", "setAuthority", Role.ADMIN, this::authority)
                        .reads(AuthorityRequest.class)
                        .answers(FederationResponse.class),
                Operation.command(PATH + "/witness/remove", "removeWitness", Role.ADMIN, this::removeWitness)
                        .answers(FederationResponse.class),
                Operation.post(PATH + "/break-glass", "breakGlass", Role.ADMIN, this::breakGlass)
                        .reads(BreakGlassRequest.class)
                        .answers(FederationResponse.class),
                Operation.get(PATH + "/request/{id}", "findFederationRequest", Role.ADMIN, this::request)
                        .answers(RequestResponse.class),
                Operation.get(PATH + "/keys", "findFederationKeys", Role.ADMIN, this::keys)
                        .answers(DoorKeysResponse.class),
                Operation.post(PATH + "/keys", "rotateFederationKeys", Role.ADMIN, this::rotate)
                        .reads(RotateKeysRequest.class)
                        .answers(DoorKeysResponse.class),
                Operation.get(PATH + "/trust", "findFederationTrust", Role.ANY, this::trust)
                        .answers(TrustResponse.class),
                Operation.get(PATH + "/ledger", "exportLedger", Role.ADMIN, this::export)
                        .query("from")
                        .answers(LedgerFile.class),
                Operation.post(PATH + "/import", "importLedger", Role.ADMIN, this::take)
                        .reads(LedgerFile.class)
                        .answers(ImportResponse.class));
    }

    private Answer view(Call call) {
        return Answer.ok(federation.desk().view());
    }

    private Answer invite(Call call) {
        return Answer.ok(federation.desk().invite(call.body(InviteRequest.class)));
    }

    private Answer join(Call call) {
        return Answer.ok(federation.desk().join(call.body(JoinRequest.class)));
    }

    private Answer find(Call call) {
        return Answer.ok(federation.desk().find(id(call)));
    }

    private Answer accept(Call call) {
        return Answer.ok(federation.desk().accept(id(call), call.body(AcceptRequest.class)));
    }

    private Answer abort(Call call) {
        return Answer.ok(federation.desk().abort(id(call)));
    }

    private Answer answers(Call call) {
        return Answer.ok(toWire(federation.answers().given()));
    }

    private Answer answer(Call call) {
        var said = call.body(JoinAnswers.class);
        var answers = new Answers(
                Objects.requireNonNullElse(said.sametenants(), List.of()),
                Objects.requireNonNullElse(said.localnetworks(), List.of()));
        return Answer.ok(toWire(federation.answers().give(answers, !Boolean.TRUE.equals(said.undo()))));
    }

    private static JoinAnswers toWire(Answers answers) {
        return new JoinAnswers(answers.sameTenants(), answers.localNetworks(), null);
    }

    private Answer leave(Call call) {
        return Answer.ok(federation
                .desk()
                .leave(Boolean.TRUE.equals(call.body(LeaveRequest.class).alone())));
    }

    private Answer evict(Call call) {
        return Answer.ok(federation.desk().evict(call.body(EvictRequest.class)));
    }

    private Answer rotateKeys(Call call) {
        return Answer.ok(federation.desk().rotateKeys());
    }

    private Answer authority(Call call) {
        return Answer.ok(federation.desk().authority(call.body(AuthorityRequest.class)));
    }

    private Answer removeWitness(Call call) {
        return Answer.ok(federation.desk().removeWitness());
    }

    private Answer breakGlass(Call call) {
        return Answer.ok(
                federation.desk().breakGlass(call.body(BreakGlassRequest.class).recoverywords()));
    }

    private Answer request(Call call) {
        return Answer.ok(federation.request(call.path("id")));
    }

    private Answer keys(Call call) {
        return Answer.ok(federation.door().keys());
    }

    private Answer rotate(Call call) {
        var wish = call.body(RotateKeysRequest.class);
        return Answer.ok(federation.door().rotate(Boolean.TRUE.equals(wish.atonce())));
    }

    private Answer trust(Call call) {
        return Answer.ok(federation.door().trust());
    }

    private Answer export(Call call) {
        try {
            long from = Long.parseLong(call.query("from").orElse("0"));
            return Answer.ok(new LedgerFile(
                    Base64.getEncoder().encodeToString(federation.desk().export(Math.max(0, from)))));
        } catch (NumberFormatException e) {
            throw Problem.bad("from must be the number of an entry");
        }
    }

    private Answer take(Call call) {
        var file = call.body(LedgerFile.class).file();
        if (file == null) {
            throw Problem.bad("the file with ledger entries is missing");
        }
        try {
            return Answer.ok(federation.desk().take(Base64.getDecoder().decode(file)));
        } catch (IllegalArgumentException e) {
            throw Problem.bad("the file with ledger entries is no base64");
        }
    }

    private static UUID id(Call call) {
        try {
            return UUID.fromString(call.path("id"));
        } catch (IllegalArgumentException e) {
            throw Problem.bad("\"%s\" is no id of a join".formatted(call.path("id")));
        }
    }
}

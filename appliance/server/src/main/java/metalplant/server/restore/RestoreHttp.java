package metalplant.server.restore;

import java.util.List;
import java.util.Optional;
import metalplant.core.restore.Believed;
import metalplant.core.restore.Lives;
import metalplant.core.restore.ReconcileMachines;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.model.machine.Allocation;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.restore.ReconcileRequest;
import metalplant.wire.restore.ReconcileResponse;
import metalplant.wire.restore.RestoreResponse;
import metalplant.wire.restore.RestoredRequest;
import metalplant.wire.restore.UnconfirmedResponse;

/** {@code /v1/plant/restore} and {@code /v1/plant/reconcile}. */
public final class RestoreHttp implements Feature {
    private static final String PATH = "/v1/plant/";
    private static final int MACHINES_MAX = 10_000;
    private static final int WHY_MAX = 200;

    private final Lives lives;
    private final ReconcileMachines reconcile;
    private final Runnable addressesKnown;

    /** @param addressesKnown told when an administrator says that all addresses in use are known */
    public RestoreHttp(Lives lives, ReconcileMachines reconcile, Runnable addressesKnown) {
        this.lives = lives;
        this.reconcile = reconcile;
        this.addressesKnown = addressesKnown;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(PATH + "restore", "findRestore", Role.ANY, _ -> Answer.ok(plant()))
                        .answers(RestoreResponse.class),
                Operation.post(PATH + "restore", "declareRestore", Role.ADMIN, this::restored)
                        .reads(RestoredRequest.class)
                        .answers(RestoreResponse.class),
                Operation.get(PATH + "reconcile", "listUnconfirmed", Role.ANY, _ -> Answer.ok(left(0)))
                        .answers(ReconcileResponse.class),
                Operation.post(PATH + "reconcile", "reconcile", Role.ADMIN, this::accept));
    }

    private Answer restored(Call call) {
        var why = Optional.ofNullable(call.body(RestoredRequest.class).why())
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .orElse("an administrator said so");
        if (why.length() > WHY_MAX) {
            throw Problem.bad("say it in %d characters".formatted(WHY_MAX));
        }
        lives.raise(why);
        return Answer.ok(plant());
    }

    private Answer accept(Call call) {
        var request = call.body(ReconcileRequest.class);
        var machines = Optional.ofNullable(request.machines()).orElse(List.of());
        boolean all = Boolean.TRUE.equals(request.all());
        boolean addresses = Boolean.TRUE.equals(request.addresses());
        if (machines.isEmpty() && !all && !addresses) {
            throw Problem.bad("name machines, or all, or addresses");
        }
        if (machines.size() > MACHINES_MAX) {
            throw Problem.bad("at most %d machines at a time".formatted(MACHINES_MAX));
        }
        long accepted = machines.isEmpty() ? 0 : reconcile.accept(machines);
        if (all) {
            accepted += reconcile.acceptAll();
        }
        if (addresses) {
            reconcile.acceptAddresses();
            addressesKnown.run();
        }
        return Answer.ok(left(accepted));
    }

    private ReconcileResponse left(long accepted) {
        return new ReconcileResponse(
                plant(),
                accepted,
                reconcile.list().stream().map(RestoreHttp::toWire).toList());
    }

    private RestoreResponse plant() {
        var situation = lives.situation();
        var life = situation.life();
        return new RestoreResponse(
                life.counter(),
                life.restored().orElse(null),
                life.why().isEmpty() ? null : life.why(),
                situation.unconfirmed(),
                life.newcomersHeld(),
                life.addressesHeld());
    }

    private static UnconfirmedResponse toWire(Believed believed) {
        var machine = believed.machine();
        return new UnconfirmedResponse(
                machine.id(),
                machine.partitionId().isEmpty() ? null : machine.partitionId(),
                machine.rackId().isEmpty() ? null : machine.rackId(),
                machine.allocation().map(Allocation::projectId).orElse(null),
                machine.doubt().name(),
                believed.belief(),
                believed.seen(),
                believed.contradicts(),
                believed.advice());
    }
}

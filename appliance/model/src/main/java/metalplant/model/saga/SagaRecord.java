package metalplant.model.saga;

import java.time.Instant;
import java.util.UUID;

/**
 * Where a long piece of work stands.
 *
 * @param kind name of the saga
 * @param subject what it is about, usually a machine id
 * @param step index of the next step to run, or of the next to undo while {@code unwinding}
 * @param attempts how often that step has failed
 * @param due not before this
 * @param owner node that works on it until {@code leaseUntil}; "" = nobody
 * @param params JSON text of its parameters
 * @param error what the last failure said
 */
public record SagaRecord(
        UUID id,
        String kind,
        String subject,
        int step,
        boolean unwinding,
        int attempts,
        Instant due,
        String owner,
        Instant leaseUntil,
        String params,
        String error,
        Instant created) {
    /** Leased by {@code newOwner}. */
    public SagaRecord heldBy(String newOwner, Instant until) {
        return new SagaRecord(
                id, kind, subject, step, unwinding, attempts, due, newOwner, until, params, error, created);
    }

    /** Leased by nobody. */
    public SagaRecord released() {
        return heldBy("", Instant.EPOCH);
    }

    /** At another step, which has not failed yet. */
    public SagaRecord atStep(int newStep) {
        return new SagaRecord(id, kind, subject, newStep, unwinding, 0, due, owner, leaseUntil, params, error, created);
    }

    /** On the way back, with {@code newStep} to be undone next. */
    public SagaRecord unwindFrom(int newStep, String why) {
        return new SagaRecord(id, kind, subject, newStep, true, 0, due, owner, leaseUntil, params, why, created);
    }

    public SagaRecord pausedUntil(Instant newDue) {
        return new SagaRecord(
                id, kind, subject, step, unwinding, attempts, newDue, owner, leaseUntil, params, error, created);
    }

    /** Its step failed once more. */
    public SagaRecord failed(int failures, Instant newDue, String why) {
        return new SagaRecord(
                id, kind, subject, step, unwinding, failures, newDue, owner, leaseUntil, params, why, created);
    }
}

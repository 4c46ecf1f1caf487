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
        Instant created) {}

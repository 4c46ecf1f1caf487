package metalplant.core.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.model.saga.SagaRecord;

/** Sagas that are not finished. */
public interface SagaTable {
    void insert(SagaRecord saga);

    Optional<SagaRecord> find(UUID id);

    List<SagaRecord> ofSubject(String subject);

    /** Sagas that are due and that no live owner works on. */
    List<SagaRecord> due(Instant now, int max);

    void update(SagaRecord saga);

    /**
     * Takes sagas away from everybody whose name begins so, but not from {@code but}; they are leased by nobody then.
     *
     * @return how many those were
     */
    int release(String owners, String but);

    void remove(UUID id);
}

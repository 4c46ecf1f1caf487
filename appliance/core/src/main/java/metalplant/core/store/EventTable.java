package metalplant.core.store;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import metalplant.model.event.ProvisioningEvents;

/** Event containers, one per machine. */
public interface EventTable {
    Optional<ProvisioningEvents> find(String machineId);

    /** The containers of these machines that exist, in one query. */
    Map<String, ProvisioningEvents> findAll(Collection<String> machineIds);

    /** Stores containers, new ones and ones read at their revision, in one batch; @throws metalplant.model.Problem ENTITY_CHANGED */
    void saveAll(Collection<ProvisioningEvents> containers);

    /** Forgets everything about a machine; forgetting nothing is fine. */
    void delete(String machineId);

    /**
     * Recomputes liveliness in one statement: silent since before {@code silentSince} is Unknown for allocated and Dead for free
     * machines, the others are Alive.
     *
     * @return number of containers that changed
     */
    int refreshLiveliness(Instant silentSince);
}

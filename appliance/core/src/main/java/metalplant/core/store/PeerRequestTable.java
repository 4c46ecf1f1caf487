package metalplant.core.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import metalplant.federation.value.Bytes;

/** Writes that came from the doors of other plants, and what became of them (decision 14). */
public interface PeerRequestTable {
    /**
     * A write.
     *
     * @param id made by the door that sent it
     * @param plant whose door that was, by its plant id
     * @param life of the process that took it
     * @param status of the answer; 0 as long as there is none
     * @param body of the answer; empty if it was not kept
     */
    record PeerRequest(
            UUID id, String plant, String operation, UUID life, Instant begun, int status, Optional<Bytes> body) {}

    Optional<PeerRequest> find(UUID id);

    void insert(PeerRequest request);

    /** Its answer; nothing if it is not known. */
    void answered(UUID id, int status, Optional<Bytes> body);

    /** Forgets what began before. */
    int purge(Instant before);

    /** Forgets the oldest requests of a plant until this many are left; those that began at one moment go together. */
    int shrink(String plant, int max);
}

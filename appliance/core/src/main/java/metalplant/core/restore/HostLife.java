package metalplant.core.restore;

import java.util.Optional;
import java.util.UUID;

/** What the host knows of the plant's life, outside of the database and of its backups. */
public interface HostLife {
    /**
     * As the host has it.
     *
     * @param mark {@link #BEGUN} while the first life is being written into the database, {@link #RAISED} while a later one is
     */
    record Written(long counter, UUID nonce, long mark) {}

    long BEGUN = 0;
    long RAISED = -1;

    /** Empty on a host that never had a plant. */
    Optional<Written> read();

    /** Durable when this returns. */
    void write(Written life);
}

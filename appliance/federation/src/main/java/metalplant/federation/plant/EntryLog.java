package metalplant.federation.plant;

import java.util.List;
import java.util.Optional;
import metalplant.federation.value.Bytes;

/** The entries this plant has verified and kept. A table of the plant's database; written through {@link Effect.Keep}. */
public interface EntryLog {
    Optional<Bytes> at(long seq);

    /** At most {@code max} entries from {@code seq} on. */
    List<Bytes> from(long seq, int max);
}

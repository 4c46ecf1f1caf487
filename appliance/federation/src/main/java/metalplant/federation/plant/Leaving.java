package metalplant.federation.plant;

import java.util.Optional;
import metalplant.federation.entry.Range;
import metalplant.federation.value.PlantId;

/**
 * A range that gives no addresses any more because it goes back, or to another plant. Never taken back: once signed, the
 * return may be committed in a ledger that this plant cannot see. It ends with its grant: under a new fence number the same range
 * is another matter.
 *
 * @param fence of the grant that ends
 */
public record Leaving(Range range, long fence, Optional<PlantId> to) {}

package metalplant.federation.entry;

import java.util.List;
import java.util.UUID;
import metalplant.federation.encoding.Kind;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;

/** Shared masterdata. */
public sealed interface HomeCommand extends Command {
    /** What an entity is now, by its home. */
    @Kind(40)
    record EntityPut(String kind, UUID id, Version version, String scope, String name, Bytes content)
            implements HomeCommand {
        public EntityPut {
            Labels.checked(kind);
            Labels.checked(name);
        }
    }

    /** An entity is gone, by its home. */
    @Kind(41)
    record EntityDelete(UUID id, Version version) implements HomeCommand {}

    /** An entity wants its name without its plant's label; the first in the ledger gets it. */
    @Kind(42)
    record NameClaim(UUID id) implements HomeCommand {}

    /**
     * Another plant becomes the home.
     *
     * @param forced the home before is evicted, so that it need not sign
     */
    @Kind(43)
    record HomeMove(UUID id, PlantId to, long homeEpoch, boolean forced) implements HomeCommand {}

    /** A project's networks in a plant; disjoint from those it has in other plants (I11). */
    @Kind(44)
    record SpanClaim(UUID project, PlantId plant, List<String> prefixes) implements HomeCommand {}
}

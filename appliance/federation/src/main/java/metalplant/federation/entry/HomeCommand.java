package metalplant.federation.entry;

import java.util.List;
import java.util.UUID;
import metalplant.federation.encoding.Kind;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;

/** Shared masterdata. */
public sealed interface HomeCommand extends Command {
    /** What is said one after the other: itself, or the parts of a batch. */
    default List<? extends HomeCommand> parts() {
        return List.of(this);
    }

    /** What is about one entity. */
    sealed interface OfOne extends HomeCommand {
        UUID id();
    }

    /** What an entity is now, by its home. */
    @Kind(40)
    record EntityPut(String kind, UUID id, Version version, String scope, String name, Bytes content) implements OfOne {
        public EntityPut {
            Labels.checked(kind);
            Labels.checked(name);
        }
    }

    /** An entity is gone, by its home. */
    @Kind(41)
    record EntityDelete(UUID id, Version version) implements OfOne {}

    /** An entity wants its name without its plant's label; the first in the ledger gets it. */
    @Kind(42)
    record NameClaim(UUID id) implements OfOne {}

    /**
     * Another plant becomes the home.
     *
     * @param forced the home before is evicted, so that it need not sign
     */
    @Kind(43)
    record HomeMove(UUID id, PlantId to, long homeEpoch, boolean forced) implements OfOne {}

    /**
     * How far a project, or a shared network, reaches into a plant: all of it, as {@link metalplant.federation.homes.Span} says. Of a
     * project it is disjoint from what others claim (I11) and only grows; without prefixes it asks the home to say what is there. Of a
     * network it is what is in use; without prefixes nothing is any more.
     */
    @Kind(44)
    record SpanClaim(UUID project, PlantId plant, List<String> prefixes) implements HomeCommand {}

    /**
     * Many of them in one entry, in this order; if one is refused, all are. Its level is that of its highest part, so far 1.
     *
     * @param parts of no other kinds than these, so that a reader never goes deep
     */
    @Kind(60)
    record Batch(List<OfOne> parts) implements HomeCommand {
        /** Parts of one entry. */
        public static final int PARTS_MAX = 512;

        public Batch {
            if (parts.isEmpty() || parts.size() > PARTS_MAX) {
                throw new IllegalArgumentException("a batch has 1 to %d parts".formatted(PARTS_MAX));
            }
            parts = List.copyOf(parts);
        }
    }
}

package metalplant.core.homes;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import metalplant.core.store.Tx;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.value.Hash;
import metalplant.model.Entity;
import metalplant.model.Problem;

/** What two plants compare before they join: sums that tell whether entities with equal ids are equal, and nothing else of them. */
public final class SharedDigests {
    /**
     * One entity.
     *
     * @param sum equal for entities that become one
     * @param same whether it becomes one with another plant's whatever the sums are
     */
    public record Digest(String kind, String id, String sum, boolean same) {}

    private static final UUID ANY = new UUID(0, 0);

    private SharedDigests() {}

    /** Of every shared entity, at most {@code max} of each kind. */
    public static List<Digest> of(Tx tx, int max) {
        return SharedKind.ALL.stream().flatMap(kind -> of(tx, kind).limit(max)).toList();
    }

    private static <E extends Entity<E>> Stream<Digest> of(Tx tx, SharedKind<E> kind) {
        return kind.shared(tx).stream()
                .map(entity -> new Digest(kind.name, entity.id(), sum(tx, kind, entity), kind.isSaidToBeSame(entity)));
    }

    /** Internal ids differ between plants that never met, so what is referred to counts by its id. */
    private static <E extends Entity<E>> String sum(Tx tx, SharedKind<E> kind, E entity) {
        try {
            var content = kind.content(tx, entity).essence();
            return Hash.of((text(content) + kind.refersTo(entity)).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .sum()
                    .hex();
        } catch (Problem e) {
            return "";
        }
    }

    private static String text(SharedContent content) {
        var anonymous = switch (content) {
            case SharedContent.OfZone zone ->
                new SharedContent.OfZone(ANY, zone.name(), zone.description(), zone.labels());
            case SharedContent.OfProject project ->
                new SharedContent.OfProject(
                        ANY, project.name(), project.description(), project.quotas(), project.notes());
            case SharedContent.OfLayout layout ->
                layout.withSizes(layout.sizes().stream()
                        .map(size -> new SharedContent.SizeRef(Optional.empty(), size.name()))
                        .toList());
            case SharedContent.OfRegion _,
                    SharedContent.OfTenant _,
                    SharedContent.OfImage _,
                    SharedContent.OfSize _,
                    SharedContent.OfNetwork _ -> content;
        };
        return Hash.of(CanonicalForm.encode(SharedContent.class, anonymous))
                .sum()
                .hex();
    }
}

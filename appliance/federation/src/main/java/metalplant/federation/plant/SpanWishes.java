package metalplant.federation.plant;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import metalplant.federation.entry.HomeCommand;
import metalplant.federation.homes.Entity;
import metalplant.federation.homes.HomeRules;
import metalplant.federation.homes.Homes;
import metalplant.federation.homes.Span;
import metalplant.model.ip.Cidr;

/**
 * What this plant would like to claim of projects and networks, and what it owes as their home.
 *
 * <pre>
 * wants prefixes of a project whose home has spoken, or is here   claims what it has and what of these nobody else has claimed
 * wants prefixes of one whose home has not spoken                 claims nothing, which asks the home
 * is the home of one of which others claimed something            claims all that it has
 * uses other prefixes of a network than it said                   says which
 * </pre>
 */
final class SpanWishes {
    /** Looked at in one step. */
    private static final int LOCAL_MAX = 16;

    private final Draft draft;
    private final Homes homes;
    private final List<HomeCommand.SpanClaim> found = new ArrayList<>();

    private SpanWishes(Draft draft) {
        this.draft = draft;
        this.homes = draft.federation().homes();
    }

    /** None of them is one that a rule forbids. */
    static List<HomeCommand.SpanClaim> of(Draft draft) {
        var wishes = new SpanWishes(draft);
        wishes.answers();
        draft.around.local().spans(LOCAL_MAX).forEach(wishes::wanted);
        return List.copyOf(wishes.found);
    }

    /** The home of a project that others ask for says where it has networks. Whoever makes one at this moment conflicts with this look. */
    private void answers() {
        homes.spans().values().stream()
                .filter(span -> !span.plant().equals(draft.me()))
                .map(Span::project)
                .distinct()
                .filter(id -> homes.span(id, draft.me()).isEmpty())
                .filter(id -> homes.find(id).filter(this::isMyProject).isPresent())
                .limit(LOCAL_MAX)
                .forEach(id -> claim(id, draft.around.local().reach(id)));
    }

    private boolean isMyProject(Entity entity) {
        return entity.kind().equals(Span.PROJECT) && entity.home().equals(draft.me());
    }

    private void wanted(LocalPlane.LocalSpan wish) {
        var entity = homes.find(wish.id());
        if (entity.filter(each -> each.kind().equals(Span.NETWORK)).isPresent()) {
            add(wish.id(), wish.prefixes());
        } else if (entity.isPresent()) {
            boolean spoken = homes.span(wish.id(), entity.get().home()).isPresent();
            boolean may = isMyProject(entity.get()) || draft.around.guards().homeSpoke(spoken);
            // The first word of a home is all that it has, whatever it wants beside it.
            var had = isMyProject(entity.get())
                            && homes.span(wish.id(), draft.me()).isEmpty()
                    ? draft.around.local().reach(wish.id())
                    : List.<Cidr>of();
            claim(
                    wish.id(),
                    may ? Stream.concat(had.stream(), wish.prefixes().stream()).toList() : List.of());
        }
    }

    /** What others have claimed is left out, so that a part of what is wanted never keeps a home from speaking. */
    private void claim(UUID id, List<Cidr> wanted) {
        var others = homes.spansOf(id).stream()
                .filter(span -> !span.plant().equals(draft.me()))
                .toList();
        var free = wanted.stream().filter(cidr -> others.stream().noneMatch(span -> span.overlaps(List.of(cidr))));
        var mine = homes.span(id, draft.me());
        add(
                id,
                Stream.concat(mine.map(Span::cidrs).orElse(List.of()).stream(), free)
                        .toList());
    }

    private void add(UUID id, List<Cidr> prefixes) {
        var texts = prefixes.stream().sorted().map(Cidr::toString).distinct().toList();
        var claim = new HomeCommand.SpanClaim(id, draft.me(), texts);
        var rules = new HomeRules(
                draft.federation().members(), draft.me(), draft.ledger.head().seq() + 1, draft.around.guards());
        boolean nothing = texts.isEmpty()
                && homes.find(id)
                        .filter(entity -> entity.kind().equals(Span.NETWORK))
                        .isPresent()
                && homes.span(id, draft.me()).equals(Optional.empty());
        if (!nothing && rules.allows(homes, claim)) {
            found.add(claim);
        }
    }
}

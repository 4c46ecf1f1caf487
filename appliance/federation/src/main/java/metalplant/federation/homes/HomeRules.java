package metalplant.federation.homes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.federation.entry.HomeCommand;
import metalplant.federation.entry.Reason;
import metalplant.federation.entry.Refusal;
import metalplant.federation.entry.Version;
import metalplant.federation.guard.Guards;
import metalplant.federation.membership.Member;
import metalplant.federation.membership.Members;
import metalplant.federation.value.PlantId;
import metalplant.model.ip.Cidr;

/** What an entry about masterdata does to it. */
public final class HomeRules {
    private final Members members;
    private final PlantId author;
    private final long seq;
    private final Guards guards;

    public HomeRules(Members members, PlantId author, long seq, Guards guards) {
        this.members = members;
        this.author = author;
        this.seq = seq;
        this.guards = guards;
    }

    /** The masterdata after this command; refuses it if a rule forbids it. */
    public Homes apply(Homes homes, HomeCommand command) {
        return switch (command) {
            case HomeCommand.EntityPut put -> put(homes, put);
            case HomeCommand.EntityDelete delete -> delete(homes, delete);
            case HomeCommand.NameClaim claim -> claim(homes, claim.id());
            case HomeCommand.HomeMove move -> move(homes, move);
            case HomeCommand.SpanClaim span -> span(homes, span);
            case HomeCommand.Batch batch -> {
                var changed = homes;
                for (var part : batch.parts()) {
                    changed = apply(changed, part);
                }
                yield changed;
            }
        };
    }

    /** Those of these commands that no rule forbids, each behind those before it. */
    public List<HomeCommand.OfOne> allowed(Homes homes, List<HomeCommand.OfOne> commands) {
        var allowed = new ArrayList<HomeCommand.OfOne>();
        var changed = homes;
        for (var command : commands) {
            try {
                changed = apply(changed, command);
                allowed.add(command);
            } catch (Refusal e) {
                // It would take all others with it.
            }
        }
        return allowed;
    }

    private Homes put(Homes homes, HomeCommand.EntityPut put) {
        Refusal.unless(!homes.tombstones().has(put.id()), "entity %s was deleted".formatted(put.id()));
        var known = homes.find(put.id());
        if (known.isEmpty()) {
            Refusal.unless(put.version().homeEpoch() == 0, "a new entity was never moved");
            Refusal.unless(homes.entities().size() < Homes.ENTITIES_MAX, "too many entities");
            return homes.with(entity(put, author, Entity.Standing.PENDING));
        }
        var old = known.get();
        writable(old, put.version());
        Refusal.unless(old.kind().equals(put.kind()), "an entity keeps its kind");
        boolean renamed = !old.nameKey().equals(new NameKey(put.kind(), put.scope(), put.name()));
        var cleared = renamed ? homes.unnamed(old.nameKey(), old.id()) : homes;
        return cleared.with(entity(put, old.home(), renamed ? Entity.Standing.PENDING : old.standing()));
    }

    private Entity entity(HomeCommand.EntityPut put, PlantId home, Entity.Standing standing) {
        return new Entity(
                put.kind(), put.id(), home, put.version(), put.scope(), put.name(), put.content(), standing, seq);
    }

    private void writable(Entity entity, Version version) {
        boolean byHome = entity.home().equals(author) && entity.version().homeEpoch() == version.homeEpoch();
        Refusal.unless(guards.writtenAtHome(byHome), "plant %s is its home".formatted(entity.home()));
        Refusal.unless(guards.newerVersion(version.compareTo(entity.version()) > 0), "a version that is not newer");
    }

    private Homes delete(Homes homes, HomeCommand.EntityDelete delete) {
        var entity = get(homes, delete.id());
        writable(entity, delete.version());
        return homes.unnamed(entity.nameKey(), entity.id())
                .withoutSpansOf(entity.id())
                .buried(delete.id(), new Tombstone(delete.version(), seq));
    }

    private static Entity get(Homes homes, UUID id) {
        return homes.find(id).orElseThrow(() -> new Refusal(Reason.RULE, "there is no entity %s".formatted(id)));
    }

    private Homes claim(Homes homes, UUID id) {
        var entity = get(homes, id);
        Refusal.unless(entity.home().equals(author), "its home claims its name");
        Refusal.unless(entity.standing() != Entity.Standing.HELD, "it has its name already");
        boolean taken = homes.names()
                .get(entity.nameKey())
                .filter(other -> !other.equals(id))
                .isPresent();
        if (!guards.nameFree(taken)) {
            return homes.with(entity.withStanding(Entity.Standing.LOST));
        }
        return homes.named(entity.nameKey(), id).with(entity.withStanding(Entity.Standing.HELD));
    }

    private Homes move(Homes homes, HomeCommand.HomeMove move) {
        var entity = get(homes, move.id());
        Refusal.unless(members.isActive(move.to()), "a home is a member");
        Refusal.unless(move.homeEpoch() == entity.version().homeEpoch() + 1, "home epochs rise by one");
        boolean gone = members.find(entity.home())
                .filter(member -> member.status() == Member.Status.EVICTED
                        || member.status() == Member.Status.RECLAIMED
                        || member.status() == Member.Status.LEFT)
                .isPresent();
        Refusal.unless(
                move.forced() ? gone : guards.writtenAtHome(entity.home().equals(author)),
                "only its home moves it, unless the home is evicted");
        return homes.with(entity.movedTo(move.to(), move.homeEpoch()));
    }

    private Homes span(Homes homes, HomeCommand.SpanClaim claim) {
        Refusal.unless(claim.plant().equals(author), "each plant claims for itself");
        Refusal.unless(
                claim.prefixes().size() <= Span.PREFIXES_MAX,
                "at most %d prefixes of one in a plant".formatted(Span.PREFIXES_MAX));
        var wanted = cidrs(claim.prefixes());
        var entity = get(homes, claim.project());
        var span = new Span(claim.project(), claim.plant(), claim.prefixes());
        var known = homes.span(claim.project(), claim.plant());
        Refusal.unless(!known.equals(Optional.of(span)), "it is claimed already");
        return switch (entity.kind()) {
            case Span.PROJECT -> project(homes, entity, known, span, wanted);
            case Span.NETWORK -> claim.prefixes().isEmpty() ? homes.withoutSpan(span) : spanning(homes, span);
            default -> throw new Refusal(Reason.RULE, "a %s spans no plants".formatted(entity.kind()));
        };
    }

    private Homes project(Homes homes, Entity entity, Optional<Span> known, Span span, List<Cidr> wanted) {
        boolean spoken = span.plant().equals(entity.home())
                || homes.span(entity.id(), entity.home()).isPresent();
        Refusal.unless(
                wanted.isEmpty() || guards.homeSpoke(spoken),
                "plant %s, its home, has not said yet where it has networks".formatted(entity.home()));
        Refusal.unless(
                known.map(Span::cidrs).filter(before -> !span.covers(before)).isEmpty(),
                "what a project spans in a plant only grows");
        for (var other : homes.spansOf(entity.id())) {
            Refusal.unless(
                    other.plant().equals(span.plant()) || !other.overlaps(wanted),
                    "the project has an overlapping prefix in plant %s".formatted(other.plant()));
        }
        return spanning(homes, span);
    }

    private static Homes spanning(Homes homes, Span span) {
        Refusal.unless(homes.spans().size() < Span.SPANS_MAX, "too many spans");
        return homes.spanning(span);
    }

    private static List<Cidr> cidrs(List<String> texts) {
        return texts.stream()
                .map(text -> Cidr.tryParse(text)
                        .orElseThrow(() -> new Refusal(Reason.RULE, "\"%s\" is no prefix".formatted(text))))
                .toList();
    }

    /** Whether no rule forbids this claim. */
    public boolean allows(Homes homes, HomeCommand.SpanClaim claim) {
        try {
            span(homes, claim);
            return true;
        } catch (Refusal e) {
            return false;
        }
    }

    /** Removes the tombstones that every living member has read. */
    public static Homes swept(Homes homes, Members members, Guards guards) {
        long known =
                members.living().stream().mapToLong(Member::acknowledged).min().orElse(-1);
        var stones = homes.tombstones();
        for (var pair : homes.tombstones().pairs()) {
            if (!guards.tombstoneStays(pair.value().seq() <= known)) {
                stones = stones.without(pair.key());
            }
        }
        return homes.withTombstones(stones);
    }
}

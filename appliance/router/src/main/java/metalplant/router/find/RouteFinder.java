package metalplant.router.find;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.router.exchange.PlantLine;
import metalplant.router.exchange.PlantLines;
import metalplant.router.request.Inbound;
import metalplant.router.table.Clue;
import metalplant.router.table.Entity;
import metalplant.router.table.Guard;
import metalplant.router.table.Row;
import metalplant.router.table.Treatment;

/** Decides where a request goes, and refuses what other plants do not allow. */
public final class RouteFinder {
    private final PlantLines lines;
    private final Locator locator;

    public RouteFinder(PlantLines lines, Locator locator) {
        this.lines = lines;
        this.locator = locator;
    }

    /** @throws Problem NOT_ALLOWED, PLANT_UNREACHABLE, BAD_REQUEST, RULE_VIOLATED, or ENTITY_NOT_FOUND if no plant has what is named */
    public Route find(Inbound in) {
        return switch (in.row().treatment()) {
            case LOCAL -> new Route.To(lines.local());
            case HOME -> allowed(in, home(in));
            case FAN_OUT -> list(in);
            case BOUND_READ, BOUND_WRITE, BOUND_OR_HOME -> bound(in);
        };
    }

    private Route home(Inbound in) {
        for (var entry : in.clues().entrySet()) {
            var entity = entry.getKey().names();
            var id = entry.getValue().getFirst();
            var home = lines.plants().home(entity, id);
            if (home.isPresent()) {
                var line = lines.to(lines.plants().require(home.get()));
                requireSameId(in, line, entity, id);
                return new Route.To(line);
            }
            break;
        }
        return new Route.To(lines.local());
    }

    /** What lost its name is called by its plant elsewhere, and at home perhaps not: a request goes there as it is, so its id must be right. */
    private void requireSameId(Inbound in, PlantLine line, Entity entity, String id) {
        if (isLocal(line) || !id.contains("~")) {
            return;
        }
        switch (locator.ask(entity, id, in.out(), each -> each == line)) {
            case Located.At _ -> {}
            case Located.Nowhere _ ->
                throw Problem.refused(
                        "%s \"%s\" has another id at its home, plant %s: change it at that plant's own address"
                                .formatted(
                                        entity.name().toLowerCase(Locale.ROOT),
                                        id,
                                        line.plant().label()));
            case Located.Unsure(var silent) -> throw unsure(entity, id, silent);
        }
    }

    private Route list(Inbound in) {
        for (var entry : in.clues().entrySet()) {
            // Only a partition narrows a list: everything else could be remembered wrongly, and an empty list cannot
            // say so.
            if (locator.known(entry.getKey().names(), entry.getValue().getFirst())
                            .orElse(null)
                    instanceof Located.At(var line, var _)) {
                return allowed(in, new Route.To(line));
            }
        }
        var all = lines.all().stream().filter(line -> grants(in.row(), line)).toList();
        return all.size() == 1 ? new Route.To(all.getFirst()) : new Route.All(all);
    }

    private Route bound(Inbound in) {
        for (var entry : in.clues().entrySet()) {
            var clue = entry.getKey();
            var ids = entry.getValue();
            if (ids.size() > 1) {
                return allowed(in, together(in, clue, ids));
            }
            if (clue.names() == Entity.IP && creates(in)) {
                // An address that nobody has yet: only its holder can give it away. Without one the next clue decides.
                var holder = lines.plants().holder(ids.getFirst());
                if (holder.isPresent()) {
                    return allowed(in, new Route.To(lines.to(lines.plants().require(holder.get()))));
                }
                continue;
            }
            return allowed(in, one(in, clue, ids.getFirst()));
        }
        return new Route.To(lines.local());
    }

    private Route one(Inbound in, Clue clue, String id) {
        if (usesSharedNetwork(in, clue, id)) {
            return new Route.To(lines.local());
        }
        var known = locator.known(clue.names(), id);
        if (known.isPresent()) {
            var at = known.get();
            if (in.row().treatment() == Treatment.BOUND_OR_HOME && at.certain()) {
                requireSameId(in, at.line(), clue.names(), id);
            }
            return at.certain() ? new Route.To(at.line()) : new Route.Likely(at.line(), clue.names(), id);
        }
        if (showsWhatItNames(in.row()) && in.row().guard() == Guard.NONE) {
            return new Route.Search(clue.names(), id);
        }
        return switch (locator.ask(clue.names(), id, in.out(), _ -> true)) {
            case Located.At(var line, var _) -> new Route.To(line);
            // The own plant says in its own words that it has no such thing, or makes it.
            case Located.Nowhere _ -> new Route.To(lines.local());
            case Located.Unsure(var silent) -> throw unsure(clue.names(), id, silent);
        };
    }

    /** Whoever does not change a shared network reads and uses the own plant's copy, with the own plant's addresses. */
    private boolean usesSharedNetwork(Inbound in, Clue clue, String id) {
        return clue.names() == Entity.NETWORK
                && in.row().treatment() != Treatment.BOUND_OR_HOME
                && lines.plants().shows(Entity.NETWORK, id);
    }

    /** Several ids in one field must belong to one plant: a request is forwarded as it is, so it cannot be split. */
    private Route together(Inbound in, Clue clue, List<String> ids) {
        var labels = new TreeSet<String>();
        PlantLine last = lines.local();
        for (var id : ids) {
            last = switch (locator.find(clue.names(), id, in.out())) {
                case Located.At(var line, var _) -> line;
                case Located.Nowhere _ -> lines.local();
                case Located.Unsure(var silent) -> throw unsure(clue.names(), id, silent);
            };
            labels.add(last.plant().label());
        }
        if (labels.size() > 1) {
            throw Problem.refused("%s names partitions of the plants %s: make one request per plant"
                    .formatted(clue.name(), String.join(", ", labels)));
        }
        return new Route.To(last);
    }

    private static boolean creates(Inbound in) {
        return in.row().effect() == Row.Effect.CREATES;
    }

    /** Whether asking all plants the operation itself does no more than asking for the entity. */
    private static boolean showsWhatItNames(Row row) {
        return row.treatment() == Treatment.BOUND_READ
                && row.verb().equals("GET")
                && row.clues().getFirst().place() == Clue.Place.PATH;
    }

    private Route allowed(Inbound in, Route route) {
        var row = in.row();
        var line = switch (route) {
            case Route.To(var to) -> to;
            case Route.Likely(var to, var _, var _) -> to;
            case Route.Search _, Route.All _ -> lines.local();
        };
        if (!grants(row, line)) {
            throw Problem.of(
                    ProblemCode.NOT_ALLOWED,
                    "%s stays in its plant: ask plant %s at its own address, or let its owner grant it to this one"
                            .formatted(row.guard().words(), line.plant().label()));
        }
        var roleMax = row.roleMax(line.plant().roleMax(), namesShared(in));
        if (!isLocal(line) && row.role().compareTo(roleMax) > 0) {
            throw Problem.of(
                    ProblemCode.NOT_ALLOWED,
                    "plant %s allows this one at most %s, and %s needs more"
                            .formatted(line.plant().label(), roleMax, row.id()));
        }
        return route;
    }

    /** Whether it changes a network that plants share, and not one of a partition of another plant. */
    private boolean namesShared(Inbound in) {
        return in.row().treatment() == Treatment.BOUND_OR_HOME
                && in.clues().values().stream()
                        .map(List::getFirst)
                        .anyMatch(id -> lines.plants().home(Entity.NETWORK, id).isPresent());
    }

    private boolean grants(Row row, PlantLine line) {
        return row.guard() == Guard.NONE
                || isLocal(line)
                || line.plant().granted().contains(row.guard());
    }

    private boolean isLocal(PlantLine line) {
        return line.plant().label().equals(lines.plants().local().label());
    }

    /** Nobody who answered has it, but not everybody answered: that is no 404. */
    public static Problem unsure(Entity entity, String id, List<String> silent) {
        return Problem.of(
                        ProblemCode.PLANT_UNREACHABLE,
                        "no plant that answers has %s \"%s\", and plant %s cannot be reached, which may have it"
                                .formatted(entity.name().toLowerCase(Locale.ROOT), id, String.join(", ", silent)))
                .with("plant", String.join(",", silent));
    }
}

package metalplant.router.door;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.router.exchange.Lost;
import metalplant.router.exchange.Outbound;
import metalplant.router.exchange.Outcomes;
import metalplant.router.exchange.PlantLine;
import metalplant.router.exchange.PlantLines;
import metalplant.router.exchange.Reply;
import metalplant.router.find.Located;
import metalplant.router.find.Locator;
import metalplant.router.find.Route;
import metalplant.router.find.RouteFinder;
import metalplant.router.find.Waiting;
import metalplant.router.plants.Directory;
import metalplant.router.request.Inbound;
import metalplant.router.table.Entity;

/**
 * Brings a request to one plant and its answer back. A write leaves this class once or not at all; only reads are asked of several plants.
 */
final class Deliveries {
    private final PlantLines lines;
    private final Directory directory;
    private final Locator locator;
    private final Outcomes outcomes;
    private final ExecutorService threads;

    Deliveries(PlantLines lines, Directory directory, Locator locator, Outcomes outcomes, ExecutorService threads) {
        this.lines = lines;
        this.directory = directory;
        this.locator = locator;
        this.outcomes = outcomes;
        this.threads = threads;
    }

    /** @throws Problem PLANT_UNREACHABLE, ANSWER_LOST, TOO_BUSY */
    Reply to(PlantLine line, Outbound out) {
        try {
            return line.send(out);
        } catch (Lost e) {
            if (out.writes()) {
                return outcomes.recover(line, out);
            }
            throw line.unreachable().because(e);
        }
    }

    /**
     * To where the id was seen last. A 404 there is the answer only if nobody else has it.
     *
     * @throws Problem ENTITY_CHANGED if a write came to the wrong plant, which refused it
     */
    Reply likely(Route.Likely route, Inbound in) {
        var reply = to(route.line(), in.out());
        if (!reply.missing()) {
            return reply;
        }
        var label = route.line().plant().label();
        directory.forget(route.entity(), route.id(), label);
        return switch (locator.ask(
                route.entity(),
                route.id(),
                in.out(),
                line -> !line.plant().label().equals(label))) {
            case Located.Nowhere _ -> reply;
            case Located.At(var line, var _) -> {
                reply.close();
                yield elsewhere(line, route, in);
            }
            case Located.Unsure(var silent) -> {
                reply.close();
                throw RouteFinder.unsure(route.entity(), route.id(), silent);
            }
        };
    }

    private Reply elsewhere(PlantLine line, Route.Likely route, Inbound in) {
        if (in.out().writes()) {
            throw Problem.of(
                    ProblemCode.ENTITY_CHANGED,
                    "\"%s\" is at plant %s now, nothing was changed: send the request again"
                            .formatted(route.id(), line.plant().label()));
        }
        return to(line, in.out());
    }

    /**
     * A read whose plant nobody knows: first at home, then everywhere else at once.
     *
     * @throws Problem PLANT_UNREACHABLE if nobody has it and somebody did not answer
     */
    Reply search(Route.Search route, Inbound in) {
        var silent = new ArrayList<String>();
        var first = attempt(lines.local(), in.out());
        if (first.isPresent() && !first.get().missing() && !first.get().failed()) {
            return first.get();
        }
        if (first.isEmpty() || first.get().failed()) {
            quiet(lines.local(), route.entity(), route.id(), silent);
        }
        var found = elsewhere(route, in, silent);
        if (found.isPresent()) {
            first.ifPresent(Reply::close);
            return found.get();
        }
        if (silent.isEmpty() && first.isPresent()) {
            return first.get();
        }
        first.ifPresent(Reply::close);
        throw silent.isEmpty()
                ? Problem.notFound(route.entity().name().toLowerCase(java.util.Locale.ROOT), route.id())
                : RouteFinder.unsure(route.entity(), route.id(), silent);
    }

    private Optional<Reply> elsewhere(Route.Search route, Inbound in, List<String> silent) {
        var others = lines.others();
        var asked = others.stream()
                .map(line -> threads.submit(() -> attempt(line, in.out())))
                .toList();
        Optional<Reply> found = Optional.empty();
        for (int i = 0; i < asked.size(); i++) {
            var reply = Waiting.forEnd(asked.get(i));
            boolean has =
                    reply.isPresent() && !reply.get().missing() && !reply.get().failed();
            if (has && found.isEmpty()) {
                found = reply;
                continue;
            }
            if (reply.isEmpty() || reply.get().failed()) {
                quiet(others.get(i), route.entity(), route.id(), silent);
            }
            reply.ifPresent(Reply::close);
        }
        return found;
    }

    private void quiet(PlantLine line, Entity entity, String id, List<String> silent) {
        if (!locator.lacks(line, entity, id)) {
            silent.add(line.plant().label());
        }
    }

    private static Optional<Reply> attempt(PlantLine line, Outbound out) {
        try {
            return Optional.of(line.send(out));
        } catch (Lost _) {
            return Optional.empty();
        } catch (Problem e) {
            if (e.code() == ProblemCode.BAD_REQUEST) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** What one plant answers to a read, or nothing if it does not answer. */
    static Optional<Reply> asked(PlantLine line, Outbound out) {
        return attempt(line, out);
    }
}

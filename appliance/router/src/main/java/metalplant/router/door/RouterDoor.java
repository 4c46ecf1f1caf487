package metalplant.router.door;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import metalplant.door.Caller;
import metalplant.door.DoorAuth;
import metalplant.door.Problems;
import metalplant.model.Problem;
import metalplant.model.ProblemKind;
import metalplant.model.World;
import metalplant.model.trace.Traces;
import metalplant.router.exchange.Outbound;
import metalplant.router.find.Route;
import metalplant.router.find.RouteFinder;
import metalplant.router.request.Inbound;
import metalplant.router.request.Target;
import metalplant.router.table.Row;
import metalplant.router.table.Table;

/** Takes every request through the same stations: path, operation, credentials, role, body, replay, route, plant, answer. */
public final class RouterDoor {
    private static final System.Logger LOG = System.getLogger(RouterDoor.class.getName());

    private static final HeaderName TRACEPARENT = HeaderNames.create("traceparent");
    private static final int FAILURES_FROM = 500;

    private final String base;
    private final Access access;
    private final RouteFinder routes;
    private final Deliveries deliveries;
    private final Lists lists;
    private final Answers answers;
    private final World world;
    private final Traces traces;
    private final Bodies bodies = new Bodies();

    RouterDoor(
            String basePath,
            DoorAuth auth,
            RouteFinder routes,
            Deliveries deliveries,
            Lists lists,
            Answers answers,
            World world,
            Traces traces) {
        this.base = basePath.substring(0, basePath.length() - 1);
        this.access = new Access(auth);
        this.routes = routes;
        this.deliveries = deliveries;
        this.lists = lists;
        this.answers = answers;
        this.world = world;
        this.traces = traces;
    }

    /** Takes all requests. */
    public void routing(HttpRouting.Builder routing) {
        routing.any(this::serve);
    }

    private void serve(ServerRequest req, ServerResponse res) {
        var requestId = world.newId().toString();
        try (var span = traces.begin(
                Traces.Kind.REQUEST, "door of all plants", req.headers().first(TRACEPARENT))) {
            serve(req, res, requestId, span);
            span.with("http.response.status_code", res.status().code()).with("request.id", requestId);
            if (res.status().code() >= FAILURES_FROM) {
                span.failed();
            }
        }
    }

    private void serve(ServerRequest req, ServerResponse res, String requestId, Traces.Span span) {
        try {
            pass(req, res, requestId, span);
        } catch (Problem problem) {
            log(problem, requestId);
            Answers.refuse(res, Problems.status(problem), Problems.message(problem));
        } catch (UncheckedIOException e) {
            // One of the two sides is gone: the connection ends, so that half an answer cannot look like a whole one.
            LOG.log(DEBUG, "answer was cut off request={0} message={1}", requestId, e.getMessage());
            throw e;
        } catch (RuntimeException e) {
            LOG.log(ERROR, "request failed request=" + requestId, e);
            Answers.refuse(res, 500, "internal error, the log of the plant says more");
        }
    }

    private void pass(ServerRequest req, ServerResponse res, String requestId, Traces.Span span) {
        var verb = req.prologue().method().text();
        var path = req.prologue().uriPath().rawPath();
        var target = Target.parse(base, path, req.prologue().query().rawValue())
                .orElseThrow(() -> Problem.notFound("path", "outside " + base + "/v1"));
        var row = Table.find(verb, target.segments());
        if (row.isEmpty()) {
            noSuchOperation(verb, target, res);
            return;
        }
        span.with("http.request.method", verb).with("http.route", row.get().path());
        var shown = access.verify(req, verb);
        var caller = access.require(shown, row.get());
        var body = bodies.read(req);
        access.checkReplay(shown, verb, path + "?" + target.query(), body);
        deliver(inbound(row.get(), target, req, body, caller, requestId).because(span), res);
    }

    private void noSuchOperation(String verb, Target target, ServerResponse res) {
        var verbs = Table.verbs(target.segments());
        if (verbs.isEmpty()) {
            Answers.refuse(res, 404, "no such path at this door");
            return;
        }
        var possible = String.join(", ", verbs);
        res.header(HeaderNames.ALLOW, possible);
        Answers.refuse(res, 405, "%s is not possible here, only %s".formatted(verb, possible));
    }

    private static Inbound inbound(
            Row row, Target target, ServerRequest req, byte[] body, Caller caller, String requestId) {
        var headers = StreamSupport.stream(req.headers().spliterator(), false)
                .map(header -> Map.entry(header.name(), header.allValues()))
                .toList();
        var out = new Outbound(
                row.verb(),
                target.below(),
                Headers.forward(headers),
                body,
                caller,
                row.role(),
                requestId,
                row.writes());
        return new Inbound(row, target, out);
    }

    private void deliver(Inbound in, ServerResponse res) {
        switch (routes.find(in)) {
            case Route.To(var line) -> answers.relay(in, deliveries.to(line, in.out()), res);
            case Route.Likely likely -> answers.relay(in, deliveries.likely(likely, in), res);
            case Route.Search search -> answers.relay(in, deliveries.search(search, in), res);
            case Route.All(var lines) -> lists.answer(in, lines, res);
        }
    }

    private static void log(Problem problem, String requestId) {
        var level = problem.kind() == ProblemKind.UNAVAILABLE ? WARNING : DEBUG;
        LOG.log(
                level,
                "request refused request={0} code={1} why={2} details={3}",
                requestId,
                problem.code(),
                problem.getMessage(),
                List.copyOf(problem.details().entrySet()));
    }
}

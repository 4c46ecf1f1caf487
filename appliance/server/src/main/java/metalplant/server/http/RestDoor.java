package metalplant.server.http;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import metalplant.door.Caller;
import metalplant.door.DoorAuth;
import metalplant.door.Problems;
import metalplant.door.RequestTarget;
import metalplant.door.Role;
import metalplant.door.Scope;
import metalplant.door.hmac.HmacAuth;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.trace.Traces;
import metalplant.router.plants.Indoors;
import metalplant.server.ProblemLog;
import metalplant.wire.WireJson;
import metalplant.wire.common.HttpErrorResponse;

/**
 * Takes a request through the same stations whatever the operation: content type, signature, body, replay, role, handler, answer.
 */
public final class RestDoor {
    private static final System.Logger LOG = System.getLogger(RestDoor.class.getName());
    private static final String JSON = "application/json";
    private static final int BODY_MAX_BYTES = 16 * 1024 * 1024;
    private static final HeaderName X_REQUEST_ID = HeaderNames.create("X-Request-Id");
    private static final String NO_SUCH_PATH = "no such path, the API is below %s/v1";
    private static final HeaderName TRACEPARENT = HeaderNames.create("traceparent");
    private static final int FAILURES_FROM = 500;
    static final String INTERNAL = "internal error, the log of the plant says more";
    static final String READS_ONE_MACHINE = "findMachine";

    /** All that the agent of a switch asks and tells (ADR 64). */
    static final Set<String> AGENTS_OF_SWITCHES =
            Set.of("registerSwitch", "findSwitch", "notifySwitch", "findSwitchFabric", "reportSwitchFabric");

    /** All that is told of management controllers. */
    static final Set<String> REPORTS_OF_CONTROLLERS = Set.of("ipmiReport", "ipmiResult");

    private final String base;
    private final Entrance entrance;
    private final List<Operation> operations;
    private final Auditor auditor;
    private final Meter meter;
    private final Traces traces;

    /** @param basePath starts and ends with a slash */
    public RestDoor(String basePath, HmacAuth auth, List<Feature> features) {
        this(basePath, DoorAuth.signed(auth), features);
    }

    /** @param basePath starts and ends with a slash */
    public RestDoor(String basePath, DoorAuth auth, List<Feature> features) {
        this(basePath, auth, features, Auditor.NONE, Meter.NONE, Traces.NONE);
    }

    /** @param basePath starts and ends with a slash */
    public RestDoor(
            String basePath, DoorAuth auth, List<Feature> features, Auditor auditor, Meter meter, Traces traces) {
        this(
                basePath.substring(0, basePath.length() - 1),
                new OwnEntrance(auth),
                features.stream()
                        .flatMap(feature -> feature.operations().stream())
                        // Literal segments win over parameters.
                        .sorted(Comparator.comparing((Operation op) -> op.path().replace('{', '~'))
                                .thenComparing(Operation::verb))
                        .toList(),
                auditor,
                meter,
                traces);
    }

    private RestDoor(
            String base, Entrance entrance, List<Operation> operations, Auditor auditor, Meter meter, Traces traces) {
        this.base = base;
        this.traces = traces;
        this.meter = meter;
        this.auditor = auditor;
        this.entrance = entrance;
        this.operations = operations;
    }

    /** The same operations for callers that come in another way. */
    public RestDoor with(Entrance other, Predicate<Operation> open) {
        return new RestDoor(base, other, operations.stream().filter(open).toList(), auditor, meter, traces);
    }

    /** What stands before {@code /v1}, without a slash at the end. */
    public String base() {
        return base;
    }

    /** What this door answers, in order of path. */
    public List<Operation> operations() {
        return operations;
    }

    /** The same operations for a door in the same process, which says who calls. */
    public Indoors indoors() {
        return new IndoorRest(base, operations, auditor, traces);
    }

    /** Adds the check of paths, every operation, then what is answered to the wrong verb, then to everything else. */
    public void routing(HttpRouting.Builder routing) {
        routing.addFilter(RestDoor::requireReadableTarget);
        operations(routing);
        routing.any((req, res) -> error(res, 404, NO_SUCH_PATH.formatted(base)));
    }

    /** The same beside others who own the rest of the paths. */
    public void below(HttpRules rules) {
        rules.any(base + "/*", RestDoor::requireReadableTarget);
        operations(rules);
        rules.any(base + "/*", (_, res) -> error(res, 404, NO_SUCH_PATH.formatted(base)));
    }

    private void operations(HttpRules routing) {
        for (var operation : operations) {
            var method = Method.create(operation.verb());
            for (var path : spellings(operation.path())) {
                routing.route(method, path, (req, res) -> serve(operation, req, res));
            }
        }
        verbsByPath()
                .forEach((path, verbs) -> spellings(path)
                        .forEach(spelling -> routing.any(spelling, (req, res) -> {
                            res.header(HeaderNames.ALLOW, String.join(", ", verbs));
                            error(
                                    res,
                                    405,
                                    "%s is not possible here, only %s"
                                            .formatted(req.prologue().method(), String.join(", ", verbs)));
                        })));
    }

    private static void requireReadableTarget(FilterChain chain, RoutingRequest req, RoutingResponse res) {
        if (isReadable(req, res)) {
            chain.proceed();
        }
    }

    private static void requireReadableTarget(ServerRequest req, ServerResponse res) {
        if (isReadable(req, res)) {
            res.next();
        }
    }

    /** Whether everybody reads the path and the query in the same way; if not, it was answered. */
    private static boolean isReadable(ServerRequest req, ServerResponse res) {
        try {
            RequestTarget.check(
                    req.prologue().uriPath().rawPath(), req.prologue().query().rawValue());
            return true;
        } catch (Problem problem) {
            error(res, Problems.status(problem), Problems.message(problem));
            return false;
        }
    }

    private Map<String, TreeSet<String>> verbsByPath() {
        var verbs = new TreeMap<String, TreeSet<String>>(Comparator.comparing((String path) -> path.replace('{', '~')));
        operations.forEach(
                op -> verbs.computeIfAbsent(op.path(), _ -> new TreeSet<>()).add(op.verb()));
        return verbs;
    }

    private List<String> spellings(String path) {
        var full = base + path;
        return full.endsWith("}") ? List.of(full) : List.of(full, full + "/");
    }

    private void serve(Operation operation, ServerRequest req, ServerResponse res) {
        var served = meter.begin(operation);
        try (var span =
                traces.begin(Traces.Kind.REQUEST, operation.id(), req.headers().first(TRACEPARENT))) {
            pass(operation, req, res);
            ended(span, operation, res.status().code());
        } finally {
            served.with(res.status().code());
        }
    }

    static void ended(Traces.Span span, Operation operation, int status) {
        span.with("http.request.method", operation.verb())
                .with("http.route", operation.path())
                .with("http.response.status_code", status);
        if (status >= FAILURES_FROM) {
            span.failed();
        }
    }

    private void pass(Operation operation, ServerRequest req, ServerResponse res) {
        try {
            checkMediaTypes(
                    operation,
                    req.headers().first(HeaderNames.CONTENT_TYPE),
                    req.headers().first(HeaderNames.ACCEPT));
            var entry = entrance.enter(operation, req);
            var body = operation.body() == Operation.Body.FILE ? new byte[0] : readBody(operation, req);
            entry.accept(body);
            answer(operation, req, res, entry, body);
        } catch (Problem problem) {
            refuse(operation, req, res, problem);
        } catch (UncheckedIOException e) {
            throw gone(operation, e);
        } catch (RuntimeException e) {
            fail(operation, req, res, e);
        }
    }

    /** From here on the caller is known, so that what becomes of the request can be told later. */
    private void answer(Operation operation, ServerRequest req, ServerResponse res, Entrance.Entry entry, byte[] body) {
        try {
            var answer = auditor.audited(operation, asked(req, entry.caller(), body), () -> {
                checkRole(operation, entry.caller(), entry.scope());
                return operation.handler().handle(RestCall.of(req, entry.caller(), body));
            });
            send(res, answer, entry);
        } catch (Problem problem) {
            var status = Problems.status(problem);
            entry.answered(status, HttpErrorResponse.body(status, Problems.message(problem)));
            throw problem;
        } catch (UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) {
            entry.answered(500, HttpErrorResponse.body(500, INTERNAL));
            throw e;
        }
    }

    private static Auditor.Asked asked(ServerRequest req, Caller caller, byte[] body) {
        return new Auditor.Asked(
                caller,
                requestId(req.headers().first(X_REQUEST_ID)),
                req.path().absolute().rawPath(),
                req.remotePeer().host(),
                req.headers()
                        .first(HeaderNames.X_FORWARDED_FOR)
                        .map(RestDoor::cut)
                        .orElse(""),
                body);
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), 256));
    }

    /** A client's own id of its request, if it can be kept. */
    static String requestId(Optional<String> header) {
        return header.filter(id -> id.matches("[A-Za-z0-9._:-]{1,64}")).orElse("");
    }

    private static void refuse(Operation operation, ServerRequest req, ServerResponse res, Problem problem) {
        ProblemLog.write(LOG, "operation=" + operation.id() + " request=" + requestId(req), problem);
        error(res, Problems.status(problem), Problems.message(problem));
    }

    private static UncheckedIOException gone(Operation operation, UncheckedIOException e) {
        // The other side is gone: nobody is left to be told.
        LOG.log(DEBUG, "caller went away operation={0} message={1}", operation.id(), e.getMessage());
        return e;
    }

    private static void fail(Operation operation, ServerRequest req, ServerResponse res, RuntimeException e) {
        LOG.log(ERROR, "operation failed operation=" + operation.id() + " request=" + requestId(req), e);
        error(res, 500, INTERNAL);
    }

    static void checkMediaTypes(Operation operation, Optional<String> contentType, Optional<String> accept) {
        boolean writes = operation.verb().equals("POST") || operation.verb().equals("PUT");
        var wanted = operation.body() == Operation.Body.FILE ? Upload.MEDIA_TYPE : JSON;
        if (operation.body() != Operation.Body.NONE
                && writes
                && contentType.filter(given -> is(given, wanted)).isEmpty()) {
            throw Problem.of(ProblemCode.MEDIA_TYPE_UNKNOWN, "the body must be sent as " + wanted);
        }
        if (accept.isPresent() && !accept.get().contains("*/*") && !accept.get().contains(JSON)) {
            throw Problem.of(ProblemCode.ANSWER_TYPE_UNKNOWN, "only application/json can be answered");
        }
    }

    private static boolean is(String contentType, String wanted) {
        return contentType.regionMatches(true, 0, wanted, 0, wanted.length()) || contentType.equals("*/*");
    }

    private static byte[] readBody(Operation operation, ServerRequest req) {
        if (!req.content().hasEntity()) {
            return new byte[0];
        }
        if (req.headers().contentLength().orElse(0) > BODY_MAX_BYTES) {
            throw tooLarge();
        }
        try (var in = req.content().inputStream()) {
            var body = in.readNBytes(BODY_MAX_BYTES + 1);
            if (body.length > BODY_MAX_BYTES) {
                throw tooLarge();
            }
            return body;
        } catch (IOException e) {
            throw Problem.bad("the body of operation %s ended early".formatted(operation.id()))
                    .because(e);
        }
    }

    private static Problem tooLarge() {
        return Problem.of(
                ProblemCode.BODY_TOO_LARGE,
                "the body is larger than the %d MiB this plant reads".formatted(BODY_MAX_BYTES / 1024 / 1024));
    }

    static void checkRole(Operation operation, Caller caller, Scope scope) {
        if (operation.role() == Role.OPEN) {
            return;
        }
        switch (scope) {
            case ROLE -> checkRole(operation, caller);
            case ONE_MACHINE -> {
                require(
                        operation.id().equals(READS_ONE_MACHINE),
                        "a boot lease may read its own machine and nothing else");
                checkRole(operation, caller);
            }
            case SWITCHES ->
                require(
                        AGENTS_OF_SWITCHES.contains(operation.id()),
                        "the key of switches registers a switch, asks what it shall be and tells what became of it; %s needs another key"
                                .formatted(operation.id()));
            case CONTROLLERS ->
                require(
                        REPORTS_OF_CONTROLLERS.contains(operation.id()),
                        "the key of controllers tells what management controllers are and what became of commands to them; %s needs another key"
                                .formatted(operation.id()));
        }
    }

    private static void require(boolean allowed, String otherwise) {
        if (!allowed) {
            throw Problem.of(ProblemCode.NOT_ALLOWED, otherwise);
        }
    }

    private static void checkRole(Operation operation, Caller caller) {
        if (caller.role() == Role.OPEN) {
            throw Problem.of(
                    ProblemCode.NOT_ALLOWED,
                    "credentials are missing: sign the request with the view, edit or admin key of this plant, or send a token");
        }
        if (!caller.may(operation.role())) {
            throw Problem.of(
                    ProblemCode.NOT_ALLOWED, "you are not member in one of [%s]".formatted(groups(operation.role())));
        }
    }

    private static String groups(Role role) {
        return switch (role) {
            case OPEN, ANY, VIEW ->
                "k8s_kaas-view maas-all-all-view k8s_kaas-edit maas-all-all-edit k8s_kaas-admin maas-all-all-admin";
            case EDIT -> "k8s_kaas-edit maas-all-all-edit k8s_kaas-admin maas-all-all-admin";
            case ADMIN -> "k8s_kaas-admin maas-all-all-admin";
        };
    }

    private static void send(ServerResponse res, Answer answer, Entrance.Entry entry) {
        res.status(Status.create(answer.status()));
        res.header(HeaderValues.CONTENT_TYPE_JSON);
        switch (answer) {
            case Answer.Json(int _, var body) -> {
                try {
                    var bytes = WireJson.mapper().writeValueAsBytes(body);
                    entry.answered(answer.status(), bytes);
                    res.send(bytes);
                } catch (IOException e) {
                    throw Problem.of(ProblemCode.STORED_STATE_IMPOSSIBLE, "cannot write the answer")
                            .because(e);
                }
            }
            case Answer.Empty _ -> {
                entry.answered(answer.status(), new byte[0]);
                res.send();
            }
            case Answer.Stream(int _, var writer) -> stream(res, writer);
        }
    }

    private static void stream(ServerResponse res, Answer.Writer writer) {
        var out = new LateOutputStream(res::outputStream);
        try {
            // Closed only on success: closing would end the document, and a cut one must not look whole.
            var json = WireJson.mapper().createGenerator(out);
            writer.write(json);
            json.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Problem problem) {
            if (!out.started()) {
                throw problem;
            }
            throw new UncheckedIOException(new IOException("answer was cut off", problem));
        }
    }

    private static void error(ServerResponse res, int status, String message) {
        if (res.isSent()) {
            return;
        }
        res.status(Status.create(status));
        res.header(HeaderValues.CONTENT_TYPE_JSON);
        res.send(HttpErrorResponse.body(status, message));
    }

    private static String requestId(ServerRequest req) {
        return req.headers().first(X_REQUEST_ID).filter(id -> id.length() <= 64).orElse("-");
    }
}

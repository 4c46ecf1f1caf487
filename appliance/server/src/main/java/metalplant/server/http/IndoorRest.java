package metalplant.server.http;

import static java.lang.System.Logger.Level.ERROR;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.door.Problems;
import metalplant.door.Scope;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.trace.Traces;
import metalplant.router.plants.Indoors;
import metalplant.router.request.Target;
import metalplant.server.ProblemLog;
import metalplant.wire.WireJson;
import metalplant.wire.common.HttpErrorResponse;
import org.jspecify.annotations.Nullable;

/**
 * The operations for a door in the same process. It has verified the caller and checked for replays, so that what is left of the stations of
 * {@link RestDoor} is content type, role, handler and answer, with the same answers.
 */
final class IndoorRest implements Indoors {
    private static final System.Logger LOG = System.getLogger(IndoorRest.class.getName());
    private static final Map<String, List<String>> HEADERS = Map.of("content-type", List.of("application/json"));

    private final String base;
    private final List<Way> ways;
    private final Auditor auditor;
    private final Traces traces;

    /** @param operations literal segments before parameters */
    IndoorRest(String base, List<Operation> operations, Auditor auditor, Traces traces) {
        this.base = base;
        this.traces = traces;
        this.auditor = auditor;
        this.ways = operations.stream().map(Way::of).toList();
    }

    @Override
    public Said ask(Asked asked) {
        try {
            var target = target(asked.target());
            for (var way : ways) {
                var parameters = way.match(asked.verb(), target.segments());
                if (parameters.isPresent()) {
                    return traced(way.operation(), asked, target, parameters.get());
                }
            }
            return refusal(404, "no such path");
        } catch (Problem problem) {
            return refused("-", problem);
        }
    }

    private static Target target(String text) {
        int mark = text.indexOf('?');
        return Target.parse("", mark < 0 ? text : text.substring(0, mark), mark < 0 ? "" : text.substring(mark + 1))
                .orElseThrow(() -> Problem.notFound("path", text));
    }

    private Said traced(Operation operation, Asked asked, Target target, Map<String, String> parameters) {
        try (var span = traces.begin(Traces.Kind.REQUEST, operation.id(), header(asked, "traceparent"))) {
            var said = run(operation, asked, target, parameters, span);
            RestDoor.ended(span, operation, said.status());
            return said;
        }
    }

    private Said run(
            Operation operation, Asked asked, Target target, Map<String, String> parameters, Traces.Span span) {
        try {
            RestDoor.checkMediaTypes(operation, header(asked, "content-type"), header(asked, "accept"));
            var call = new RestCall(
                    name -> parameters.getOrDefault(name, ""),
                    target::parameter,
                    asked.caller(),
                    asked.body(),
                    field -> Upload.file(
                            field,
                            header(asked, "content-type").orElse(""),
                            () -> new ByteArrayInputStream(asked.body())));
            return said(operation, span, auditor.audited(operation, told(asked), () -> {
                RestDoor.checkRole(operation, asked.caller(), Scope.ROLE);
                return operation.handler().handle(call);
            }));
        } catch (Problem problem) {
            return refused(operation.id(), problem);
        } catch (RuntimeException e) {
            LOG.log(ERROR, "operation failed operation=" + operation.id(), e);
            return refusal(500, RestDoor.INTERNAL);
        }
    }

    private Auditor.Asked told(Asked asked) {
        return new Auditor.Asked(
                asked.caller(),
                RestDoor.requestId(header(asked, "x-request-id")),
                base + asked.target().replaceFirst("\\?.*$", ""),
                "",
                header(asked, "x-forwarded-for")
                        .filter(text -> text.length() <= 256)
                        .orElse(""),
                asked.body());
    }

    private Said said(Operation operation, Traces.Span span, Answer answer) {
        return switch (answer) {
            case Answer.Json(int status, var body) -> whole(status, bytes(body));
            case Answer.Empty(int status) -> whole(status, new byte[0]);
            case Answer.Stream(int status, var writer) ->
                new Said(status, HEADERS, -1, AnswerPipe.of(traced(operation, span.traceparent(), writer)));
        };
    }

    /** The writer has a thread of its own, and is not done when the request is. */
    private Answer.Writer traced(Operation operation, Optional<String> parent, Answer.Writer writer) {
        return json -> {
            try (var span = traces.begin(Traces.Kind.REQUEST, "answer of " + operation.id(), parent)) {
                span.with("http.route", operation.path());
                writer.write(json);
            }
        };
    }

    private static byte[] bytes(@Nullable Object body) {
        try {
            return WireJson.mapper().writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw Problem.of(ProblemCode.STORED_STATE_IMPOSSIBLE, "cannot write the answer")
                    .because(e);
        }
    }

    private static Said refused(String operation, Problem problem) {
        ProblemLog.write(LOG, "operation=" + operation, problem);
        return refusal(Problems.status(problem), Problems.message(problem));
    }

    private static Said refusal(int status, String message) {
        return whole(status, HttpErrorResponse.body(status, message));
    }

    private static Said whole(int status, byte[] body) {
        return new Said(status, HEADERS, body.length, new ByteArrayInputStream(body));
    }

    private static Optional<String> header(Asked asked, String name) {
        return asked.headers().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** An operation and the segments of its path. */
    private record Way(Operation operation, List<String> segments) {
        static Way of(Operation operation) {
            return new Way(operation, List.of(operation.path().substring(1).split("/")));
        }

        /** The path parameters, if this is the operation. */
        Optional<Map<String, String>> match(String verb, List<String> path) {
            if (!operation.verb().equals(verb) || path.size() != segments.size()) {
                return Optional.empty();
            }
            var parameters = new HashMap<String, String>();
            for (int i = 0; i < path.size(); i++) {
                var wanted = segments.get(i);
                if (wanted.startsWith("{")) {
                    parameters.put(wanted.substring(1, wanted.length() - 1), path.get(i));
                } else if (!wanted.equals(path.get(i))) {
                    return Optional.empty();
                }
            }
            return Optional.of(parameters);
        }
    }
}

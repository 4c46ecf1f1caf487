package metalplant.server.audit;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import metalplant.core.audit.AuditTrail;
import metalplant.core.audit.Change;
import metalplant.core.store.AuditTable;
import metalplant.door.Problems;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.server.http.Answer;
import metalplant.server.http.Auditor;
import metalplant.server.http.Operation;
import metalplant.wire.WireJson;
import metalplant.wire.audit.AuditDocument;

/**
 * Two entries for each request that may change something: what was asked for, with what it changed, in the transaction of the change; and how it ended,
 * behind it. A request that changed nothing has both behind it.
 *
 * @see "metal-api-rest.md 1.8"
 */
public final class RequestAudit implements Auditor {
    private static final String COMPONENT = "metal-api";
    private static final String PASSWORD = "getMachineConsolePassword";
    private static final String FIND = "/find";

    /** Only read, whatever their verb; and what machines and switches say of themselves every few seconds. */
    private static final Set<String> LEFT_OUT = Set.of(
            "matchFilesystemLayout",
            "tryFilesystemLayout",
            "partitionCapacity",
            "sizeReservationsUsage",
            "suggest",
            "trySizeImageConstraint",
            "notifySwitch",
            "reportSwitchFabric",
            "checkZones",
            "issues",
            "ipmiResult");

    private final AuditQueue queue;
    private final World world;

    public RequestAudit(AuditQueue queue, World world) {
        this.queue = queue;
        this.world = world;
    }

    @Override
    public Answer audited(Operation operation, Asked asked, Supplier<Answer> work) {
        if (asked.caller().role() == Role.OPEN || !leavesEntries(operation)) {
            return work.get();
        }
        var trail = new Trail(operation, asked);
        try {
            var answer = ScopedValue.where(AuditTrail.CURRENT, trail).call(work::get);
            trail.ended(answer.status(), answerText(operation, answer), "");
            return answer;
        } catch (Problem problem) {
            trail.ended(Problems.status(problem), "", Problems.message(problem));
            throw problem;
        } catch (RuntimeException e) {
            trail.ended(500, "", "internal error");
            throw e;
        }
    }

    private static boolean leavesEntries(Operation operation) {
        return operation.id().equals(PASSWORD)
                || (!operation.verb().equals("GET")
                        && !operation.path().endsWith(FIND)
                        && !LEFT_OUT.contains(operation.id()));
    }

    /** Bodies of what is not metal-api's are not kept: codes, words and keys of plants go through them. */
    private static boolean keepsBodies(Operation operation) {
        return !operation.path().startsWith("/v1/plant")
                && !operation.path().startsWith("/v1/federation")
                && !operation.id().equals(PASSWORD);
    }

    private static String answerText(Operation operation, Answer answer) {
        return keepsBodies(operation) && answer instanceof Answer.Json(int _, var body) && body != null
                ? Redaction.cut(
                        Redaction.hidden(WireJson.mapper().valueToTree(body)).toString())
                : "";
    }

    private final class Trail implements AuditTrail {
        private final Operation operation;
        private final Asked asked;
        private final String rqid;
        private final Instant begun = world.now();
        private final AtomicInteger transactions = new AtomicInteger();
        private final AtomicBoolean written = new AtomicBoolean();

        Trail(Operation operation, Asked asked) {
            this.operation = operation;
            this.asked = asked;
            this.rqid = asked.requestId().isEmpty() ? world.newId().toString() : asked.requestId();
        }

        @Override
        public String entry(int number, List<Change> changes) {
            return WireJson.text(request(number == 0 ? body() : "", ChangeTexts.of(changes)));
        }

        @Override
        public int next() {
            return transactions.getAndIncrement();
        }

        @Override
        public void committed(int number) {
            written.set(true);
        }

        /** What was asked for is written behind the end if no change took it along. */
        void ended(int status, String body, String error) {
            if (!written.get()) {
                queue.add(fresh(begun, request(body(), List.of())));
            }
            // Entries of one moment have no order, and the end comes last.
            var end = world.now().plusMillis(1);
            queue.add(fresh(end, document(end, "response", status, body, error, List.of())));
        }

        private AuditTable.Fresh fresh(Instant at, AuditDocument document) {
            return new AuditTable.Fresh(world.newId(), at, WireJson.text(document));
        }

        private String body() {
            return keepsBodies(operation) ? Redaction.body(asked.body()) : "";
        }

        private AuditDocument request(String body, List<AuditDocument.Change> changes) {
            return document(begun, "request", null, body, "", changes);
        }

        private AuditDocument document(
                Instant at,
                String phase,
                @org.jspecify.annotations.Nullable Integer status,
                String body,
                String error,
                List<AuditDocument.Change> changes) {
            var caller = asked.caller();
            return new AuditDocument(
                    at,
                    COMPONENT,
                    "http",
                    operation.verb(),
                    operation.id(),
                    asked.path(),
                    caller.email(),
                    caller.tenant(),
                    caller.role().name().toLowerCase(Locale.ROOT),
                    Redaction.field(asked.body(), "projectid"),
                    phase,
                    rqid,
                    asked.remote(),
                    asked.forwardedFor(),
                    status,
                    body,
                    error,
                    changes);
        }
    }
}

package metalplant.server.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import metalplant.core.audit.AuditChain;
import metalplant.core.store.AuditTable.Link;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.WireJson;
import metalplant.wire.WireTime;
import metalplant.wire.audit.AuditDocument;
import metalplant.wire.audit.AuditFindRequest;
import metalplant.wire.audit.AuditLinkResponse;
import metalplant.wire.audit.AuditResponse;
import org.jspecify.annotations.Nullable;

/** Finds audit entries as metal-api does, and hands out the chain for whoever keeps it elsewhere. */
public final class AuditHttp implements Feature {
    private static final Duration WINDOW = Duration.ofHours(24);
    private static final int LIMIT_MAX = 10_000;
    private static final int PAGE_MAX = 1_000;

    private final AuditChain chain;
    private final World world;

    public AuditHttp(AuditChain chain, World world) {
        this.chain = chain;
        this.world = world;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.post("/v1/audit/find", "findAuditTraces", Role.VIEW, this::find)
                        .reads(AuditFindRequest.class)
                        .lists(AuditResponse.class),
                Operation.get("/v1/plant/audit", "listAuditLinks", Role.ADMIN, this::links)
                        .query("after")
                        .lists(AuditLinkResponse.class));
    }

    /** Oldest first. With a limit the newest that match, without one all of them, written as they are read. */
    private Answer find(Call call) {
        var request = call.body(AuditFindRequest.class);
        var now = world.now();
        var to = WireTime.isUnset(request.to()) ? now : Objects.requireNonNull(request.to());
        var from = WireTime.isUnset(request.from()) ? now.minus(WINDOW) : Objects.requireNonNull(request.from());
        var wanted = wanted(request);
        long limit = Objects.requireNonNullElse(request.limit(), 0L);
        if (limit < 0 || limit > LIMIT_MAX) {
            throw Problem.bad("a limit is from 1 to %d, or 0 for all".formatted(LIMIT_MAX));
        }
        return limit == 0 ? all(from, to, wanted) : Answer.ok(newest(from, to, wanted, (int) limit));
    }

    private List<AuditResponse> newest(Instant from, Instant to, Predicate<AuditDocument> wanted, int limit) {
        return chain.newest(from, to, link -> wanted.test(document(link)), limit).stream()
                .map(link -> response(document(link)))
                .toList();
    }

    private Answer all(Instant from, Instant to, Predicate<AuditDocument> wanted) {
        return Answer.rows(sink -> chain.each(
                from, to, link -> wanted.test(document(link)), link -> sink.accept(response(document(link)))));
    }

    private static Predicate<AuditDocument> wanted(AuditFindRequest request) {
        return entry -> is(request.component(), entry.component())
                && is(request.detail(), entry.detail())
                && is(request.phase(), entry.phase())
                && is(request.project(), entry.project())
                && is(request.requestId(), entry.rqid())
                && is(request.tenant(), entry.tenant())
                && is(request.type(), entry.type())
                && is(request.user(), entry.user())
                && has(request.body(), entry.body())
                && has(request.error(), entry.error())
                && has(request.forwardedFor(), entry.forwardedFor())
                && has(request.path(), entry.path())
                && has(request.remoteAddr(), entry.remoteAddr())
                && (isUnset(request.statusCode()) || Objects.equals(request.statusCode(), entry.status()));
    }

    private static boolean isUnset(@Nullable Integer number) {
        return number == null || number == 0;
    }

    private static boolean is(@Nullable String wanted, String value) {
        return wanted == null || wanted.isEmpty() || wanted.equals(value);
    }

    private static boolean has(@Nullable String wanted, String value) {
        return wanted == null || value.contains(wanted);
    }

    private static AuditDocument document(Link link) {
        try {
            return WireJson.mapper().readValue(link.text(), AuditDocument.class);
        } catch (JsonProcessingException e) {
            throw Problem.of(
                            ProblemCode.STORED_STATE_IMPOSSIBLE,
                            "audit entry %d cannot be read".formatted(link.number()))
                    .because(e);
        }
    }

    private static AuditResponse response(AuditDocument entry) {
        return new AuditResponse(
                entry.body(),
                entry.component(),
                entry.detail(),
                entry.error().isEmpty() ? "" : WireJson.text(entry.error()),
                entry.forwardedFor(),
                entry.path(),
                entry.phase(),
                entry.remoteAddr(),
                entry.rqid(),
                entry.status(),
                entry.tenant(),
                entry.at(),
                entry.type(),
                entry.user());
    }

    private Answer links(Call call) {
        var after = call.query("after").map(AuditHttp::number).orElse(0L);
        return Answer.ok(chain.after(after, PAGE_MAX).stream()
                .map(link -> new AuditLinkResponse(
                        link.number(),
                        HexFormat.of().formatHex(link.before().toArray()),
                        HexFormat.of().formatHex(link.digest().toArray()),
                        link.text()))
                .toList());
    }

    private static long number(String text) {
        return Optional.of(text)
                .filter(each -> each.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElseThrow(() -> Problem.bad("after is the number of a link"));
    }
}

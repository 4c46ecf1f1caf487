package metalplant.server.machine;

import static metalplant.wire.Absent.toEmpty;
import static metalplant.wire.Absent.toText;
import static metalplant.wire.Absent.whenEmpty;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import metalplant.core.machine.FindIssues;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.model.machine.IssueType;
import metalplant.model.machine.MachineIssues;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.machine.MachineIssue;
import metalplant.wire.machine.MachineIssueResponse;
import metalplant.wire.machine.MachineIssuesRequest;
import org.jspecify.annotations.Nullable;

/** What can be wrong with machines, and what is. */
public final class MachineIssuesHttp implements Feature {
    private final FindIssues issues;

    public MachineIssuesHttp(FindIssues issues) {
        this.issues = issues;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("/v1/machine/issues", "listIssues", Role.VIEW, _ -> catalogue())
                        .lists(MachineIssue.class),
                Operation.post("/v1/machine/issues/evaluate", "issues", Role.VIEW, this::evaluate)
                        .reads(MachineIssuesRequest.class)
                        .lists(MachineIssueResponse.class));
    }

    private static Answer catalogue() {
        return Answer.ok(Arrays.stream(IssueType.values())
                .map(type -> new MachineIssue(
                        type.description(),
                        "",
                        type.id(),
                        type.referenceUrl(),
                        type.severity().wire()))
                .toList());
    }

    private Answer evaluate(Call call) {
        var request = call.body(MachineIssuesRequest.class);
        var filter = new MachineIssues.Filter(
                severity(toText(request.severity())),
                types(request.only()),
                types(request.omit()),
                threshold(request.lastErrorThreshold()));
        var found = MachineQueries.of(request.machines())
                .map(query -> issues.run(query, filter).entrySet().stream()
                        .map(entry -> new MachineIssueResponse(
                                entry.getValue().stream().map(IssueType::id).toList(), entry.getKey()))
                        .toList())
                .orElseGet(List::of);
        return Answer.ok(whenEmpty(found));
    }

    private static IssueType.Severity severity(String text) {
        if (text.isEmpty()) {
            return IssueType.Severity.MINOR;
        }
        return IssueType.Severity.parse(text)
                .orElseThrow(() -> Problem.bad("severity must be minor, major or critical"));
    }

    private static List<IssueType> types(@Nullable List<String> ids) {
        return toEmpty(ids).stream()
                .map(id -> IssueType.parse(id)
                        .orElseThrow(() -> Problem.bad("there is no such issue, GET /v1/machine/issues lists them")))
                .toList();
    }

    private static Duration threshold(@Nullable Long nanos) {
        return nanos == null || nanos == 0 ? MachineIssues.DEFAULT_LAST_ERROR_THRESHOLD : Duration.ofNanos(nanos);
    }
}

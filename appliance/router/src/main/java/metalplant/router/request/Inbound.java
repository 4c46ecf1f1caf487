package metalplant.router.request;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import metalplant.model.trace.Traces;
import metalplant.router.exchange.Outbound;
import metalplant.router.table.Clue;
import metalplant.router.table.Row;
import metalplant.router.table.Table;

/** A request whose caller is verified and may do this. */
public record Inbound(Row row, Target target, Outbound out) {
    /** The same as a part of this. */
    public Inbound because(Traces.Span span) {
        return new Inbound(row, target, out.because(span));
    }

    /** The ids that stand at each of the operation's clues, in the order of the clues; clues that are absent are left out. */
    public Map<Clue, List<String>> clues() {
        var values = new LinkedHashMap<Clue, List<String>>();
        var body = bodyFields();
        for (var clue : row.clues()) {
            var ids = switch (clue.place()) {
                case PATH ->
                    Table.parameter(row, target.segments(), clue.name()).stream()
                            .toList();
                case QUERY -> target.parameter(clue.name()).stream().toList();
                case BODY -> body.getOrDefault(clue.name(), List.of());
            };
            if (!ids.isEmpty()) {
                values.put(clue, ids);
            }
        }
        return values;
    }

    private Map<String, List<String>> bodyFields() {
        Set<String> names = row.clues().stream()
                .filter(clue -> clue.place() == Clue.Place.BODY)
                .map(Clue::name)
                .collect(Collectors.toSet());
        return names.isEmpty() ? Map.of() : Fields.read(out.body(), names);
    }
}

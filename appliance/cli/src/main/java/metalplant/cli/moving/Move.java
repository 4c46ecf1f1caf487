package metalplant.cli.moving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import metalplant.cli.Screen;
import metalplant.cli.api.PlantApi;
import metalplant.model.Problem;

/** Compares what two metal-apis have, kind by kind, and creates what one of them lacks. Never changes what is there. */
final class Move {
    private static final int EVERY = 100;

    private final PlantApi source;
    private final PlantApi target;
    private final boolean apply;
    private final Screen progress;

    Move(PlantApi source, PlantApi target, boolean apply, Screen progress) {
        this.source = source;
        this.target = target;
        this.apply = apply;
        this.progress = progress;
    }

    /** One kind; what it refers to was moved before. @throws Problem if one of the two cannot be read */
    Moved kind(Kind kind) {
        var wanted = list(source, kind);
        var there = list(target, kind);
        var moved =
                new Moved(kind.name(), 0, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        int same = 0;
        for (var entry : wanted.entrySet()) {
            var mine = there.get(entry.getKey());
            if (mine != null) {
                var differences = Shape.differences(kind.shape(entry.getValue()), kind.shape(mine));
                same += differences.isEmpty() ? 1 : 0;
                if (!differences.isEmpty()) {
                    moved.different().add(entry.getKey() + ": " + String.join(", ", differences));
                }
            } else if (kind.movable().test(entry.getValue())) {
                create(kind, entry.getKey(), entry.getValue(), moved);
            } else {
                moved.left().add(entry.getKey());
            }
        }
        return told(new Moved(kind.name(), same, moved.created(), moved.different(), moved.left(), moved.failed()));
    }

    private void create(Kind kind, String id, JsonNode document, Moved moved) {
        if (apply) {
            var answer = kind.making().make(target, kind, document);
            if (!answer.isGood()) {
                moved.failed().add(id + ": " + answer.text());
                return;
            }
        }
        moved.created().add(id);
        if (moved.created().size() % EVERY == 0) {
            progress.say(
                    "  %s: %d so far".formatted(kind.name(), moved.created().size()));
        }
    }

    private Moved told(Moved moved) {
        progress.say("  %-22s %5d there, %5d %s, %d different, %d stay there, %d failed"
                .formatted(
                        moved.kind(),
                        moved.there(),
                        moved.created().size(),
                        apply ? "created" : "to create",
                        moved.different().size(),
                        moved.left().size(),
                        moved.failed().size()));
        List.of(Map.entry("different", moved.different()), Map.entry("failed", moved.failed()))
                .forEach(list ->
                        list.getValue().forEach(line -> progress.say("    %s: %s".formatted(list.getKey(), line))));
        return moved;
    }

    private static Map<String, JsonNode> list(PlantApi api, Kind kind) {
        var answer = kind.searched()
                ? api.post(kind.path() + "/find", JsonNodeFactory.instance.objectNode())
                : api.get(kind.path());
        if (!answer.isGood()) {
            throw Problem.refused("%s cannot be listed: %s".formatted(kind.name(), answer.text()));
        }
        var all = new TreeMap<String, JsonNode>();
        answer.body().valueStream().filter(kind.has()).forEach(document -> all.put(kind.id(document), document));
        return new LinkedHashMap<>(all);
    }
}

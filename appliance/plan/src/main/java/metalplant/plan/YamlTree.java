package metalplant.plan;

import java.util.ArrayList;
import java.util.List;
import metalplant.plan.Section.Unreadable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML text as a {@link Tree}, made from the parser's events: no object of a class that the text names is ever made, nothing expands, and
 * size and depth are bounded.
 */
final class YamlTree {
    static final int SIZE_MAX = 64 * 1024;
    private static final int DEPTH_MAX = 12;
    private static final int NODES_MAX = 4_000;

    private final java.util.Iterator<Event> events;
    private int nodes;

    private YamlTree(java.util.Iterator<Event> events) {
        this.events = events;
    }

    static Tree read(String text) throws Unreadable {
        if (text.length() > SIZE_MAX) {
            throw new Unreadable(0, "the file is larger than 64 KiB");
        }
        var settings = LoadSettings.builder()
                .setCodePointLimit(SIZE_MAX)
                .setUseMarks(true)
                .setParseComments(false)
                .build();
        try {
            return new YamlTree(new Parse(settings).parseString(text).iterator()).document();
        } catch (MarkedYamlEngineException e) {
            var mark = e.getProblemMark().or(e::getContextMark);
            throw new Unreadable(mark.map(each -> each.getLine() + 1).orElse(0), "this is not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new Unreadable(0, "this is not YAML: " + e.getMessage());
        }
    }

    private Tree document() throws Unreadable {
        next(Event.ID.StreamStart);
        var event = events.next();
        if (event.getEventId() == Event.ID.StreamEnd) {
            return new Tree.Fields(List.of(), 1);
        }
        var tree = tree(events.next(), 0);
        next(Event.ID.DocumentEnd);
        var after = events.next();
        if (after.getEventId() != Event.ID.StreamEnd) {
            throw new Unreadable(line(after), "a second document begins here; a plan is one");
        }
        return tree;
    }

    private void next(Event.ID wanted) {
        var event = events.next();
        if (event.getEventId() != wanted) {
            throw new IllegalStateException("the parser gives " + event.getEventId() + " for " + wanted);
        }
    }

    private Tree tree(Event event, int depth) throws Unreadable {
        int line = line(event);
        nodes++;
        if (depth > DEPTH_MAX || nodes > NODES_MAX) {
            throw new Unreadable(line, "this is nested too deeply or too long for a plan");
        }
        if (event instanceof AliasEvent
                || (event instanceof NodeEvent node && node.getAnchor().isPresent())) {
            throw new Unreadable(line, "a plan has no anchors (&) and no aliases (*): write it out");
        }
        return switch (event) {
            case ScalarEvent scalar -> {
                if (scalar.getTag().isPresent()) {
                    throw new Unreadable(line, "a plan has no tags (!)");
                }
                yield new Tree.Text(scalar.getValue(), scalar.getScalarStyle() != ScalarStyle.PLAIN, line);
            }
            case CollectionStartEvent start -> {
                if (start.getTag().isPresent()) {
                    throw new Unreadable(line, "a plan has no tags (!)");
                }
                yield start instanceof MappingStartEvent ? fields(line, depth) : items(line, depth);
            }
            default -> throw new Unreadable(line, "this is no value");
        };
    }

    private Tree items(int line, int depth) throws Unreadable {
        var items = new ArrayList<Tree>();
        for (var event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(tree(event, depth + 1));
        }
        return new Tree.Items(List.copyOf(items), line);
    }

    private Tree fields(int line, int depth) throws Unreadable {
        var fields = new ArrayList<Tree.Field>();
        for (var event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            if (!(tree(event, depth + 1) instanceof Tree.Text key)) {
                throw new Unreadable(line(event), "a key is a word");
            }
            fields.add(new Tree.Field(key.value(), key.line(), tree(events.next(), depth + 1)));
        }
        return new Tree.Fields(List.copyOf(fields), line);
    }

    private static int line(Event event) {
        return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}

package metalplant.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import metalplant.fabric.change.SafeChange;
import metalplant.fabric.change.SafeChange.Step;
import metalplant.fabric.engine.CumulusInterfaces;
import metalplant.fabric.engine.DbStep;
import metalplant.fabric.engine.Desired;
import metalplant.fabric.engine.FrrFile;
import metalplant.fabric.engine.Rows;
import metalplant.fabric.engine.SonicPlan;
import metalplant.model.Problem;

/**
 * What leads back from a step of a change, whether the step was carried out whole, in part or not at all: texts only, so that the agent can
 * go it after a crash and a shell script without any agent. Each action can be repeated.
 */
record WayBack(List<Action> actions) {
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    WayBack {
        actions = List.copyOf(actions);
    }

    /** One action; the ending of its file says which. */
    sealed interface Action {
        /** FRR gets this file. */
        record Frr(String text) implements Action {}

        /** CONFIG_DB changes so. */
        record ConfigDb(List<DbStep> steps) implements Action {
            public ConfigDb {
                steps = List.copyOf(steps);
            }
        }

        /** Cumulus' interfaces are this. */
        record Interfaces(String text) implements Action {}

        /** Until the kernel has these VNIs; who waited long enough goes on. */
        record AwaitVnis(List<Integer> vnis) implements Action {
            public AwaitVnis {
                vnis = List.copyOf(vnis);
            }
        }
    }

    /** From a state that the agent made, or is making, to one that it had made. */
    static WayBack planned(Desired from, Desired to, Rows rows, String tunnel) {
        return new WayBack(SafeChange.plan(from, to, rows, tunnel).stream()
                .map(WayBack::action)
                .toList());
    }

    private static Action action(Step step) {
        return switch (step) {
            case Step.Frr frr -> new Action.Frr(FrrFile.of(frr.state()));
            case Step.ConfigDb change -> new Action.ConfigDb(change.steps());
            case Step.Interfaces interfaces -> new Action.Interfaces(CumulusInterfaces.of(interfaces.state()));
            case Step.AwaitVnis await -> new Action.AwaitVnis(await.vnis());
        };
    }

    /** The same, in which the interfaces become these in any case: before FRR becomes what it was, and after it has left what goes. */
    WayBack withInterfaces(String text) {
        if (actions.stream().anyMatch(Action.Interfaces.class::isInstance)) {
            return this;
        }
        var more = new ArrayList<>(actions);
        boolean grows = !actions.isEmpty() && actions.getLast() instanceof Action.Frr;
        more.add(grows ? actions.size() - 1 : actions.size(), new Action.Interfaces(text));
        return new WayBack(more);
    }

    /**
     * To what FRR and CONFIG_DB had before the agent took the switch. FRR first, so that it leaves what goes, and last, so that it finds what
     * comes.
     *
     * @param frr "" if there was no file
     * @param rows as they would be after the step
     */
    static WayBack taken(String frr, Rows rows, Rows before, Desired wanted) {
        Predicate<String> owned = SonicPlan.owned(wanted);
        var steps = DbStep.between(rows, before, owned);
        var found = new ArrayList<Action>();
        if (!frr.isEmpty()) {
            found.add(new Action.Frr(frr));
        }
        if (!steps.isEmpty()) {
            found.add(new Action.ConfigDb(steps));
            if (!frr.isEmpty()) {
                found.add(new Action.Frr(frr));
            }
        }
        return new WayBack(found);
    }

    /** The name of each action's file, in order, beside its content. */
    Stream<NamedText> files() {
        return IntStream.range(0, actions.size()).mapToObj(i -> {
            var number = "%03d".formatted(i + 1);
            return switch (actions.get(i)) {
                case Action.Frr frr -> new NamedText(number + ".frr", frr.text());
                case Action.Interfaces interfaces -> new NamedText(number + ".interfaces", interfaces.text());
                case Action.ConfigDb change ->
                    new NamedText(
                            number + ".redis",
                            change.steps().stream().map(WayBack::line).collect(Collectors.joining()));
                case Action.AwaitVnis await ->
                    new NamedText(
                            number + ".vnis",
                            await.vnis().stream().map(each -> each + "\n").collect(Collectors.joining()));
            };
        });
    }

    /** The file of an action. */
    record NamedText(String name, String text) {}

    /** As {@code redis-cli} reads it. */
    private static String line(DbStep step) {
        return switch (step) {
            case DbStep.Delete delete -> "DEL " + quoted(delete.key()) + "\n";
            case DbStep.Put put ->
                "HSET " + quoted(put.key())
                        + (put.fields().isEmpty()
                                ? " \"NULL\" \"NULL\""
                                : put.fields().entrySet().stream()
                                        .map(each -> " " + quoted(each.getKey()) + " " + quoted(each.getValue()))
                                        .collect(Collectors.joining()))
                        + "\n";
        };
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /**
     * What {@link #files} wrote.
     *
     * @throws Problem RULE_VIOLATED if it is something else
     */
    static WayBack read(List<NamedText> files) {
        return new WayBack(files.stream().map(WayBack::read).toList());
    }

    private static Action read(NamedText file) {
        return switch (file.name().replaceAll("^[0-9]{3}", "")) {
            case ".frr" -> new Action.Frr(file.text());
            case ".interfaces" -> new Action.Interfaces(file.text());
            case ".redis" ->
                new Action.ConfigDb(file.text().lines().map(WayBack::step).toList());
            case ".vnis" ->
                new Action.AwaitVnis(file.text().lines().map(Integer::valueOf).toList());
            default -> throw Problem.refused("%s is no part of a way back".formatted(file.name()));
        };
    }

    private static DbStep step(String line) {
        var words = WORD.matcher(line)
                .results()
                .map(each -> each.group(1).replaceAll("\\\\(.)", "$1"))
                .toList();
        if (line.startsWith("DEL ") && words.size() == 1) {
            return new DbStep.Delete(words.getFirst());
        }
        if (!line.startsWith("HSET ") || words.size() < 3 || words.size() % 2 == 0) {
            throw Problem.refused("\"%s\" is no change of CONFIG_DB".formatted(line));
        }
        var fields = new java.util.TreeMap<String, String>();
        for (int i = 1; i < words.size(); i += 2) {
            fields.put(words.get(i), words.get(i + 1));
        }
        fields.remove("NULL");
        return new DbStep.Put(words.getFirst(), fields);
    }
}

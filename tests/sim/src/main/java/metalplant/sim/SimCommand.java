package metalplant.sim;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./plant sim}. */
@Command(
        name = "plant sim",
        mixinStandardHelpOptions = true,
        description = {
            "Plays federations of two to five plants in virtual time, with faults of every kind, and looks for broken promises.",
            "",
            "Each seed is one run; the same seed always plays the same. A seed that fails ends the command with exit code 1 and the"
                    + " command that replays it.",
            ""
        })
public final class SimCommand implements Callable<Integer> {
    @Option(names = "--seed", paramLabel = "S", description = "Play this one seed and print what happens in it.")
    @Nullable
    Long seed;

    @Option(names = "--seeds", paramLabel = "N", description = "Play so many seeds. Default: 1000.")
    long seeds = 1_000;

    @Option(names = "--from", paramLabel = "S", description = "The first of them. Default: 0.")
    long from;

    @Option(
            names = "--mutant",
            paramLabel = "NAME",
            description = "Leave a guard out, to see that it is missed. One of: ${COMPLETION-CANDIDATES}")
    Mutant mutant = Mutant.NONE;

    @Option(
            names = "--shrink",
            description =
                    "Leave out all faults that --seed, which fails, does not need for that, and show the run that is left.")
    boolean shrink;

    @Option(
            names = "--without",
            paramLabel = "N",
            split = ",",
            description =
                    "Leave out these faults of --seed, by the numbers in its journal; -1 = all crashes by chance.")
    List<Integer> without = List.of();

    @Option(
            names = "--matrix",
            description =
                    "Play the seeds once per mutant, and tell which promises each breaks and in which seed first.")
    boolean matrix;

    @Option(
            names = "--ledger",
            paramLabel = "N",
            description = "Play nothing: make a ledger of so many entries, and tell what reading it again costs.")
    long ledger;

    @Option(names = "--output", paramLabel = "FORMAT", description = "text or json. Default: text.")
    Output output = Output.text;

    @Option(names = "--keep-going", description = "Play all seeds even if one fails.")
    boolean keepGoing;

    /** How results are printed. */
    enum Output {
        text,
        json
    }

    /** Ends with 0 if all promises held, 1 if one was broken, 2 for a wrong call. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SimCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (seeds < 1) {
            System.err.println("plant: --seeds must be at least 1");
            return 2;
        }
        if (ledger > 0) {
            return figures();
        }
        if (matrix) {
            return matrix();
        }
        if (seed == null) {
            return many();
        }
        return shrink ? shrunk(seed) : one(seed);
    }

    private int figures() throws Exception {
        var lines = new LedgerFigures().measure(ledger);
        if (output == Output.json) {
            print(Map.of("ledger", lines.stream().map(LedgerFigures.Line::map).toList()));
        } else {
            lines.forEach(line -> System.out.println(LedgerFigures.text(line)));
        }
        return 0;
    }

    private int matrix() throws Exception {
        var table = new LinkedHashMap<String, Object>();
        boolean all = true;
        for (var each : Mutant.values()) {
            var broken = new TreeMap<String, String>();
            for (long played = from; played < from + seeds; played++) {
                try {
                    Simulation.run(played, each, false, Simulation.SILENT);
                } catch (Violation violation) {
                    broken.putIfAbsent(violation.invariant(), "seed " + played);
                }
            }
            all &= broken.isEmpty() == (each == Mutant.NONE);
            System.err.println("plant: " + each + " " + broken);
            table.put(each.name(), broken);
        }
        print(Map.of("mutants", table));
        return all ? 0 : 1;
    }

    private int shrunk(long wanted) throws Exception {
        var left = new Shrink(wanted, mutant, line -> System.err.println("plant: " + line)).run();
        if (left.isEmpty()) {
            System.err.println("plant: seed %d breaks no promise, so there is nothing to shrink".formatted(wanted));
            return 2;
        }
        var result = left.get();
        if (output == Output.text) {
            try {
                Simulation.run(wanted, mutant, false, result.dropped(), System.out::println);
            } catch (Violation _) {
                // It is told below.
            }
        }
        var map = failure(1, wanted, result.violation());
        map.put("needed", result.needed());
        map.put("runs", result.runs());
        map.put(
                "replay",
                map.get("replay") + " --without "
                        + result.dropped().stream()
                                .sorted()
                                .map(String::valueOf)
                                .collect(Collectors.joining(",")));
        print(map);
        return 1;
    }

    private int one(long wanted) throws Exception {
        var lines = output == Output.text;
        try {
            var outcome = Simulation.run(wanted, mutant, wanted % 100 == 99, Set.copyOf(without), line -> {
                if (lines) {
                    System.out.println(line);
                }
            });
            print(result(1, wanted, 0, outcome.sometimes(), Map.of("trace", Long.toHexString(outcome.trace()))));
            return 0;
        } catch (Violation violation) {
            print(failure(1, wanted, violation));
            return 1;
        }
    }

    private int many() throws Exception {
        var total = new TreeMap<String, Integer>();
        long failed = 0;
        long entries = 0;
        long steps = 0;
        long said = System.nanoTime();
        for (long done = 0; done < seeds; done++) {
            long each = from + done;
            try {
                var outcome = Simulation.run(each, mutant, each % 100 == 99, Simulation.SILENT);
                entries += outcome.entries();
                steps += outcome.steps();
                outcome.sometimes().forEach((what, times) -> total.merge(what, times, Integer::sum));
            } catch (Violation violation) {
                print(failure(done + 1, each, violation));
                if (!keepGoing) {
                    return 1;
                }
                failed++;
            }
            if (System.nanoTime() - said > 2_000_000_000L) {
                said = System.nanoTime();
                System.err.printf("plant: %d of %d seeds, %d entries, %d steps%n", done + 1, seeds, entries, steps);
            }
        }
        if (failed > 0) {
            System.err.printf("plant: %d of %d seeds failed%n", failed, seeds);
            return 1;
        }
        print(result(seeds, from, entries, total, Map.of()));
        return 0;
    }

    private static Map<String, Object> result(
            long played, long first, long entries, Map<String, Integer> sometimes, Map<String, String> more) {
        var map = new LinkedHashMap<String, Object>();
        map.put("seeds", played);
        map.put("from", first);
        map.put("violations", 0);
        map.put("entries", entries);
        map.putAll(more);
        map.put("sometimes", sometimes);
        return map;
    }

    private Map<String, Object> failure(long played, long failed, Violation violation) {
        var map = new LinkedHashMap<String, Object>();
        map.put("seeds", played);
        map.put("violations", 1);
        map.put("seed", failed);
        map.put("invariant", violation.invariant());
        map.put("message", String.valueOf(violation.getMessage()));
        map.put("replay", "./plant sim --seed " + failed + (mutant == Mutant.NONE ? "" : " --mutant " + mutant));
        return map;
    }

    private void print(Map<String, Object> result) throws Exception {
        if (output == Output.json) {
            System.out.println(
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(result));
            return;
        }
        result.forEach((name, value) -> {
            if (value instanceof Map<?, ?> map) {
                System.out.println(name + ":");
                map.forEach((what, times) -> System.out.printf("  %-50s %s%n", what, times));
            } else {
                System.out.printf("%s: %s%n", name, value);
            }
        });
    }
}

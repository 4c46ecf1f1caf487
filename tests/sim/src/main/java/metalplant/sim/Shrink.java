package metalplant.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Leaves out faults of a seed that fails, one after the other and in heaps, as long as it goes on breaking the same promise. */
final class Shrink {
    /** Faults that a run of at most two hours of trouble can have. */
    private static final int FAULTS_MAX = 400;

    private final long seed;
    private final Mutant mutant;
    private final Consumer<String> progress;
    private int runs;

    Shrink(long seed, Mutant mutant, Consumer<String> progress) {
        this.seed = seed;
        this.mutant = mutant;
        this.progress = progress;
    }

    /**
     * What is left.
     *
     * @param needed faults without which the promise is kept, or another one broken
     * @param dropped all others; replays the small run
     */
    record Result(Violation violation, List<Integer> needed, Set<Integer> dropped, int runs) {}

    /** Empty if the seed breaks nothing. */
    Optional<Result> run() {
        var first = broken(Set.of());
        if (first.isEmpty()) {
            return Optional.empty();
        }
        var kept = new ArrayList<Integer>();
        kept.add(Simulation.CRASHES);
        for (int fault = 0; fault < FAULTS_MAX; fault++) {
            kept.add(fault);
        }
        var dropped = new TreeSet<Integer>();
        for (int size = kept.size() / 2; size >= 1; size /= 2) {
            drop(kept, dropped, size, first.get().invariant());
            progress.accept("heaps of %d: %d faults are left after %d runs".formatted(size, kept.size(), runs));
        }
        int before;
        do {
            before = kept.size();
            drop(kept, dropped, 1, first.get().invariant());
        } while (kept.size() < before);
        return broken(dropped).map(violation -> new Result(violation, List.copyOf(kept), Set.copyOf(dropped), runs));
    }

    private void drop(List<Integer> kept, Set<Integer> dropped, int size, String invariant) {
        for (int from = kept.size(); from > 0; from -= size) {
            var heap = new ArrayList<>(kept.subList(Math.max(0, from - size), from));
            var tried = new TreeSet<>(dropped);
            tried.addAll(heap);
            if (broken(tried).filter(each -> each.invariant().equals(invariant)).isPresent()) {
                kept.removeAll(heap);
                dropped.addAll(heap);
            }
        }
    }

    private Optional<Violation> broken(Set<Integer> without) {
        runs++;
        try {
            Simulation.run(seed, mutant, false, without, Simulation.SILENT);
            return Optional.empty();
        } catch (Violation violation) {
            return Optional.of(violation);
        }
    }
}

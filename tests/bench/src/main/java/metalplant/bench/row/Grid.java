package metalplant.bench.row;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import metalplant.bench.measure.Round;
import metalplant.bench.measure.Sample;

/** Rounds and samples of one workload by size and number of clients. */
final class Grid {
    private record Cell(int size, int clients) {}

    private final Map<Cell, List<Round>> rounds = new HashMap<>();
    private final Map<Cell, List<Sample>> samples = new HashMap<>();

    void add(int size, int clients, double limit, double ours, Sample sample) {
        var cell = new Cell(size, clients);
        rounds.computeIfAbsent(cell, _ -> new ArrayList<>()).add(new Round(limit, ours));
        samples.computeIfAbsent(cell, _ -> new ArrayList<>()).add(sample);
    }

    List<Round> rounds(int size, int clients) {
        return rounds.getOrDefault(new Cell(size, clients), List.of());
    }

    Sample sum(int size, int clients) {
        return Sample.sum(samples.getOrDefault(new Cell(size, clients), List.of()));
    }

    /** Ours of one cell against ours of another, round by round. */
    List<Round> compare(int size, int clients, int otherSize, int otherClients) {
        var base = rounds(size, clients);
        var other = rounds(otherSize, otherClients);
        var compared = new ArrayList<Round>();
        for (int i = 0; i < Math.min(base.size(), other.size()); i++) {
            compared.add(new Round(base.get(i).ours(), other.get(i).ours()));
        }
        return compared;
    }

    /** Against another limit, round by round. */
    static List<Round> against(List<Round> ours, List<Double> limits) {
        var compared = new ArrayList<Round>();
        for (int i = 0; i < Math.min(ours.size(), limits.size()); i++) {
            compared.add(new Round(limits.get(i), ours.get(i).ours()));
        }
        return compared;
    }
}

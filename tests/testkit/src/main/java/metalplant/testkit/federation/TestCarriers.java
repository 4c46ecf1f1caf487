package metalplant.testkit.federation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import metalplant.federation.carrier.Carrier;
import metalplant.federation.entry.Head;
import metalplant.federation.entry.Voter;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.ledger.Import;
import metalplant.federation.ledger.Ledger;
import metalplant.federation.ledger.Verdict;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;

/**
 * The carriers of all plants: one log per lineage, which a plant can use while it reaches a majority of the voters. An append may be
 * committed or not without its caller learning which, by chance and as often as the links lose messages.
 */
final class TestCarriers {
    private final TestLinks links;
    private final Acceptance acceptance;
    private final ToIntFunction<PlantId> index;
    private final Map<Hash, Log> logs = new HashMap<>();

    private static final class Log {
        Ledger ledger = Ledger.EMPTY;
        List<Bytes> entries = List.of();
    }

    TestCarriers(TestLinks links, Acceptance acceptance, ToIntFunction<PlantId> index) {
        this.links = links;
        this.acceptance = acceptance;
        this.index = index;
    }

    /** Entries of the longest log. */
    int entries() {
        return logs.values().stream().mapToInt(log -> log.entries.size()).max().orElse(0);
    }

    Carrier of(int plant) {
        return new Carrier() {
            @Override
            public void open(Hash lineage, List<Bytes> log) {
                logs.computeIfAbsent(lineage, _ -> started(log));
            }

            @Override
            public Outcome append(Hash lineage, Head expectedHead, Bytes entry) {
                var log = logs.get(lineage);
                if (log == null || !hasQuorum(log, plant) || links.isLost()) {
                    return new Outcome.Unknown();
                }
                var outcome = tried(log, expectedHead, entry);
                return links.isLost() ? new Outcome.Unknown() : outcome;
            }

            @Override
            public List<Bytes> read(Hash lineage, long from, int max) {
                var log = logs.get(lineage);
                return log == null || !hasQuorum(log, plant) || links.isLost()
                        ? List.of()
                        : log.entries.stream().skip(from).limit(max).toList();
            }

            @Override
            public List<Bytes> close(Hash lineage) {
                var log = logs.get(lineage);
                return log == null ? List.of() : log.entries;
            }
        };
    }

    private Log started(List<Bytes> entries) {
        var log = new Log();
        var read = Import.of(Ledger.EMPTY, entries, acceptance);
        log.ledger = read.ledger();
        log.entries = read.accepted();
        return log;
    }

    private boolean hasQuorum(Log log, int plant) {
        var voters = log.ledger.folded().epoch().voters();
        long reached = voters.stream()
                .map(Voter::plant)
                .filter(voter -> links.connected(plant, index.applyAsInt(voter)))
                .count();
        return reached > voters.size() / 2;
    }

    private Carrier.Outcome tried(Log log, Head expected, Bytes entry) {
        boolean there = !log.entries.isEmpty() && log.entries.getLast().equals(entry);
        if (there) {
            return new Carrier.Outcome.Committed(log.ledger.head());
        }
        if (!log.ledger.head().equals(expected)
                || !(log.ledger.offer(entry, acceptance) instanceof Verdict.Accepted accepted)) {
            return new Carrier.Outcome.Conflict(log.ledger.head());
        }
        log.ledger = accepted.ledger();
        var longer = new java.util.ArrayList<>(log.entries);
        longer.add(entry);
        log.entries = List.copyOf(longer);
        return new Carrier.Outcome.Committed(log.ledger.head());
    }
}

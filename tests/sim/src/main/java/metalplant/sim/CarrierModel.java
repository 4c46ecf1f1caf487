package metalplant.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import metalplant.federation.carrier.Carrier;
import metalplant.federation.encoding.Malformed;
import metalplant.federation.encoding.UnknownKind;
import metalplant.federation.entry.Entry;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.Head;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.Voter;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;
import org.jspecify.annotations.Nullable;

/**
 * A model of the carrier: per lineage one replicated value, the whole log. A round asks a majority for a promise, takes the value
 * of the highest ballot that anybody accepted, appends, and is done when a majority accepted that. What an observer sees is what
 * a Raft group shows: committed, conflict, unknown; entries that only a minority has may be committed later or never; and a voter
 * that forgets its promise breaks everything. Changes of voters need the majorities of all sets on the way.
 */
final class CarrierModel {
    private static final long ROUND_MILLIS = 15_000;
    /** Rounds that are lost to higher ballots before an append is given up as unknown. */
    private static final int TRIES_MAX = 4;

    private final Clock clock;
    private final Network network;
    private final Plants plants;
    private final Mutant mutant;
    /** Durable, per plant, by lineage and peer id. */
    private final List<Map<String, Acceptor>> disks = new ArrayList<>();

    private final Map<Long, Round> rounds = new HashMap<>();
    private final long[] ballots;
    private long made;

    /** Whom the model talks to. */
    interface Plants {
        int count();

        int indexOf(PlantId plant);

        boolean isUp(int plant);

        String peerOf(int plant);

        /** The end of the ledger that a plant knows to be committed, if it follows this lineage. */
        Knowledge knowledge(int plant, Hash lineage);
    }

    /** What a plant knows before it asks. */
    record Knowledge(long seq, List<Voter> voters) {}

    /** A log, sharing what it has in common with others. */
    record Log(@Nullable Log before, Bytes entry, Head head, List<Voter> voters) {
        static Log of(@Nullable Log before, Bytes bytes) {
            var body = SimPlant.body(bytes);
            var voters = switch (body.command()) {
                case MemberCommand.Genesis genesis ->
                    List.of(new Voter(genesis.founder().plant(), genesis.peer()));
                case EpochCommand.VoterSet set -> set.voters();
                case MemberCommand.MemberEvict evict
                when before != null ->
                    before.voters().stream()
                            .filter(voter -> !voter.plant().equals(evict.plant()))
                            .toList();
                case EpochCommand.EpochBump bump -> List.of(new Voter(bump.survivor(), bump.peer()));
                default -> before == null ? List.<Voter>of() : before.voters();
            };
            return new Log(before, bytes, Entry.head(body.seq(), bytes), voters);
        }

        List<Bytes> from(long seq) {
            var list = new ArrayDeque<Bytes>();
            for (Log log = this; log != null && log.head().seq() >= seq; log = log.before()) {
                list.addFirst(log.entry());
            }
            return List.copyOf(list);
        }
    }

    private static final class Acceptor {
        long promised;
        long accepted;

        @Nullable
        Log value;

        boolean closed;
    }

    private static final class Round {
        final long id;
        final int by;
        final Hash lineage;
        final Knowledge knowledge;
        final @Nullable Bytes entry;
        final Head expected;
        final long ballot;
        final int tries;
        final Consumer<Answer> done;
        final Map<String, @Nullable Log> promises = new HashMap<>();
        final Set<String> asked = new HashSet<>();
        final Set<String> accepts = new HashSet<>();
        long bestBallot = -1;

        @Nullable
        Log best;

        @Nullable
        Log chosen;

        Round(
                long id,
                int by,
                Hash lineage,
                Knowledge knowledge,
                @Nullable Bytes entry,
                Head expected,
                long ballot,
                int tries,
                Consumer<Answer> done) {
            this.id = id;
            this.by = by;
            this.lineage = lineage;
            this.knowledge = knowledge;
            this.entry = entry;
            this.expected = expected;
            this.ballot = ballot;
            this.tries = tries;
            this.done = done;
        }
    }

    /** What a round gives. */
    record Answer(Carrier.Outcome outcome, @Nullable Log committed) {}

    CarrierModel(Clock clock, Network network, Plants plants, Mutant mutant) {
        this.clock = clock;
        this.network = network;
        this.plants = plants;
        this.mutant = mutant;
        this.ballots = new long[plants.count()];
        for (int i = 0; i < plants.count(); i++) {
            disks.add(new TreeMap<>());
        }
    }

    private static String key(Hash lineage, String peer) {
        return lineage.sum().hex() + "/" + peer;
    }

    /** Opens a lineage at the plant that founded it. */
    void open(int plant, Hash lineage, List<Bytes> log) {
        var acceptor = disks.get(plant).computeIfAbsent(key(lineage, plants.peerOf(plant)), _ -> new Acceptor());
        if (acceptor.value == null && !acceptor.closed) {
            Log value = null;
            for (var bytes : log) {
                value = Log.of(value, bytes);
            }
            acceptor.value = value;
        }
    }

    /** Stops voting here and gives everything that was ever acknowledged. */
    List<Bytes> close(int plant, Hash lineage) {
        var acceptor = disks.get(plant).computeIfAbsent(key(lineage, plants.peerOf(plant)), _ -> new Acceptor());
        acceptor.closed = true;
        return acceptor.value == null ? List.of() : acceptor.value.from(0);
    }

    /** The disk with votes and logs is gone. */
    void wipe(int plant) {
        disks.get(plant).clear();
    }

    void append(int by, Hash lineage, Head expected, Bytes entry, Consumer<Answer> done) {
        begin(by, lineage, entry, expected, 0, done);
    }

    void read(int by, Hash lineage, Consumer<Answer> done) {
        begin(by, lineage, null, Head.EMPTY, 0, done);
    }

    private void begin(int by, Hash lineage, @Nullable Bytes entry, Head expected, int tries, Consumer<Answer> done) {
        long count = ballots[by] / plants.count() + 1;
        ballots[by] = count * plants.count() + by;
        var round = new Round(
                made++, by, lineage, plants.knowledge(by, lineage), entry, expected, ballots[by], tries, done);
        rounds.put(round.id, round);
        askAll(round, round.knowledge.voters());
        clock.after(ROUND_MILLIS, () -> {
            finish(round, new Answer(new Carrier.Outcome.Unknown(), null));
        });
    }

    private void finish(Round round, Answer answer) {
        if (rounds.remove(round.id) != null) {
            round.done.accept(answer);
        }
    }

    private void askAll(Round round, List<Voter> voters) {
        for (var voter : voters) {
            if (round.asked.add(voter.peer())) {
                int to = plants.indexOf(voter.plant());
                network.send(round.by, to, () -> prepare(round, to, voter.peer()));
            }
        }
    }

    private @Nullable Acceptor voting(int plant, Hash lineage, String peer) {
        if (!plants.isUp(plant) || !plants.peerOf(plant).equals(peer)) {
            return null;
        }
        var acceptor = disks.get(plant).computeIfAbsent(key(lineage, peer), _ -> new Acceptor());
        return acceptor.closed ? null : acceptor;
    }

    private void prepare(Round round, int at, String peer) {
        var acceptor = voting(at, round.lineage, peer);
        if (acceptor == null) {
            return;
        }
        if (round.ballot <= acceptor.promised) {
            long seen = acceptor.promised;
            network.send(at, round.by, () -> beaten(round, seen));
            return;
        }
        acceptor.promised = round.ballot;
        var value = acceptor.value;
        long accepted = acceptor.accepted;
        network.send(at, round.by, () -> promised(round, peer, value, accepted));
    }

    private void beaten(Round round, long ballot) {
        if (rounds.containsKey(round.id)) {
            ballots[round.by] = Math.max(ballots[round.by], ballot / plants.count() * plants.count() + round.by);
            if (round.tries < TRIES_MAX) {
                rounds.remove(round.id);
                begin(round.by, round.lineage, round.entry, round.expected, round.tries + 1, round.done);
            } else {
                finish(round, new Answer(new Carrier.Outcome.Unknown(), null));
            }
        }
    }

    private void promised(Round round, String peer, @Nullable Log value, long accepted) {
        if (!rounds.containsKey(round.id) || round.chosen != null || !plants.isUp(round.by)) {
            return;
        }
        round.promises.put(peer, value);
        if (value != null && better(round, value, accepted)) {
            round.best = value;
            round.bestBallot = accepted;
        }
        var sets = sets(round.best, round.knowledge);
        sets.forEach(voters -> askAll(round, voters));
        if (sets.stream().allMatch(voters -> majority(voters, round.promises.keySet()))) {
            choose(round);
        }
    }

    private static boolean better(Round round, Log value, long accepted) {
        return round.best == null
                || accepted > round.bestBallot
                || (accepted == round.bestBallot
                        && value.head().seq() > round.best.head().seq());
    }

    /** The voter sets from what is known to be committed up to the end of this log. */
    private static List<List<Voter>> sets(@Nullable Log log, Knowledge knowledge) {
        var sets = new ArrayList<List<Voter>>();
        sets.add(knowledge.voters());
        for (Log each = log; each != null && each.head().seq() > knowledge.seq(); each = each.before()) {
            if (!sets.contains(each.voters())) {
                sets.add(each.voters());
            }
        }
        return sets;
    }

    private boolean majority(List<Voter> voters, Set<String> answered) {
        long count =
                voters.stream().filter(voter -> answered.contains(voter.peer())).count();
        int quorum = voters.size() / 2 + 1;
        if (mutant == Mutant.ONE_OF_TWO_IS_A_QUORUM && voters.size() == 2) {
            quorum = 1;
        }
        return count >= quorum;
    }

    private void choose(Round round) {
        var best = round.best;
        if (best == null) {
            // Nobody has the lineage yet: its founder has not opened it, or every voter lost it.
            finish(round, new Answer(new Carrier.Outcome.Unknown(), null));
            return;
        }
        boolean fits = round.entry != null && best.head().equals(round.expected) && readable(round.entry);
        round.chosen = fits ? Log.of(best, java.util.Objects.requireNonNull(round.entry)) : best;
        for (var voters : sets(round.chosen, round.knowledge)) {
            for (var voter : voters) {
                int to = plants.indexOf(voter.plant());
                network.send(round.by, to, () -> accept(round, to, voter.peer()));
            }
        }
    }

    /** What is no entry at all is refused before it is carried, as the real state machine does. */
    private static boolean readable(Bytes entry) {
        try {
            SimPlant.body(entry);
            return true;
        } catch (Malformed | UnknownKind _) {
            return false;
        }
    }

    private void accept(Round round, int at, String peer) {
        var acceptor = voting(at, round.lineage, peer);
        if (acceptor == null) {
            return;
        }
        if (round.ballot < acceptor.promised) {
            long seen = acceptor.promised;
            network.send(at, round.by, () -> beaten(round, seen));
            return;
        }
        acceptor.promised = round.ballot;
        acceptor.accepted = round.ballot;
        acceptor.value = round.chosen;
        network.send(at, round.by, () -> accepted(round, peer));
    }

    private void accepted(Round round, String peer) {
        if (!rounds.containsKey(round.id) || !plants.isUp(round.by)) {
            return;
        }
        round.accepts.add(peer);
        var chosen = java.util.Objects.requireNonNull(round.chosen);
        if (sets(chosen, round.knowledge).stream().allMatch(voters -> majority(voters, round.accepts))) {
            finish(round, new Answer(outcome(round, chosen), chosen));
        }
    }

    private static Carrier.Outcome outcome(Round round, Log chosen) {
        boolean mine = round.entry != null && chosen.entry().equals(round.entry);
        return mine ? new Carrier.Outcome.Committed(chosen.head()) : new Carrier.Outcome.Conflict(chosen.head());
    }
}

package metalplant.federation.epoch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.Refusal;
import metalplant.federation.entry.Voter;
import metalplant.federation.membership.Member;
import metalplant.federation.membership.Members;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;
import metalplant.federation.value.SortedTree;

/** What may follow an epoch. */
public final class EpochRules {
    /** Five voters outlive two; more only make commits slower. */
    public static final int VOTERS_MAX = 5;

    /** Before it, entries that bring prefixes were taken whatever was owed. */
    private static final int BRINGING_WAITS_LEVEL = 2;

    private EpochRules() {}

    /** Whether who joins may bring prefixes: not while members of another lineage, who are not known to be gone, may bring or claim the same. */
    public static boolean mayBring(int level, Epoch epoch) {
        return level < BRINGING_WAITS_LEVEL || epoch.debtsPaid();
    }

    /**
     * The same epoch with other voters: one plant more, one less, or one with another peer id (I7).
     *
     * @param mayVote active members, and the witness
     */
    public static Epoch voters(Epoch epoch, Predicate<PlantId> mayVote, PlantId author, List<Voter> wanted) {
        Refusal.unless(!wanted.isEmpty() && wanted.size() <= VOTERS_MAX, "1 to %d voters".formatted(VOTERS_MAX));
        var plants = new HashSet<PlantId>();
        for (var voter : wanted) {
            Refusal.unless(plants.add(voter.plant()), "a plant votes once");
            Refusal.unless(
                    epoch.voters().contains(voter) || mayVote.test(voter.plant()),
                    "a new voter is a member or the witness");
        }
        Refusal.unless(
                wanted.stream()
                        .noneMatch(voter ->
                                voter.plant().equals(author) && !epoch.voters().contains(voter)),
                "others say under which id a plant votes: it may have forgotten that it did");
        Refusal.unless(distance(epoch.voters(), wanted) == 1, "voters change one at a time");
        return epoch.withVoters(wanted);
    }

    /** Plants that are in one list only, or in both with different peer ids. */
    private static int distance(List<Voter> before, List<Voter> after) {
        var touched = new HashSet<PlantId>();
        before.stream().filter(voter -> !after.contains(voter)).forEach(voter -> touched.add(voter.plant()));
        after.stream().filter(voter -> !before.contains(voter)).forEach(voter -> touched.add(voter.plant()));
        return touched.size();
    }

    /** The epoch that a break-glass opens. Everybody who may have got or signed anything in the old one owes its memory. */
    public static Epoch bumped(
            Epoch epoch, Members members, List<PlantId> reserveOwners, EpochCommand.EpochBump bump, long seq) {
        Refusal.unless(members.mayWrite(bump.survivor()), "the survivor is a member");
        Refusal.unless(
                !bump.remembers()
                        || (epoch.isVoter(bump.survivor()) && !epoch.owing().has(bump.survivor())),
                "only a voter that owes nothing has seen everything that was committed");
        Refusal.unless(
                epoch.voters().stream().noneMatch(voter -> voter.peer().equals(bump.peer())),
                "the survivor gets a new peer id");
        var owing = new ArrayList<PlantId>(reserveOwners);
        owing.addAll(epoch.owing().keys());
        // A witness signs nothing and has no reserve, so there is nothing that it could have forgotten.
        epoch.voters().stream()
                .map(Voter::plant)
                .filter(plant -> members.find(plant).isPresent())
                .forEach(owing::add);
        members.all().stream()
                .filter(member -> member.status().holdsBlocks() && !member.fenced())
                .map(Member::plant)
                .forEach(owing::add);
        SortedTree<PlantId, Long> owed = SortedTree.empty();
        for (var plant : owing) {
            if (!plant.equals(bump.survivor())) {
                // An old debt stays as old as it is: a plant that was restored since then cannot pay it.
                owed = owed.with(plant, epoch.owing().get(plant).orElse(seq));
            }
        }
        if (!bump.remembers()) {
            // It may have forgotten members as well as grants: only people can tell.
            owed = owed.with(bump.survivor(), Epoch.OWED_TO_PEOPLE);
        }
        return new Epoch(
                epoch.number() + 1,
                Hash.NONE,
                seq,
                bump.survivor(),
                bump.remembers() && (epoch.remembers() || epoch.debtsPaid()),
                List.of(new Voter(bump.survivor(), bump.peer())),
                owed);
    }
}

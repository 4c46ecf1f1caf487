package metalplant.federation.epoch;

import java.util.List;
import metalplant.federation.entry.Voter;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;
import metalplant.federation.value.SortedTree;

/**
 * Who decides, and whose reserves may be used.
 *
 * <p>A lineage starts with the genesis or with a break-glass, and is named by the hash of that entry: two sides that break glass
 * at the same time have the same epoch number but different lineages. Behind a break-glass, each plant whose memory of what it
 * signed is not part of the new lineage <em>owes</em> it: nothing is granted from its reserve until it tells (attest) or is fenced.
 *
 * @param openedAt seq of the entry that opened the lineage
 * @param survivor whose break-glass opened it; the founder's for the first lineage
 * @param remembers whether the survivor's own memory is complete; if not, nothing is granted while anybody owes
 * @param owing plants that owe their memory, with the seq from which on they do
 */
public record Epoch(
        long number,
        Hash lineage,
        long openedAt,
        PlantId survivor,
        boolean remembers,
        List<Voter> voters,
        SortedTree<PlantId, Long> owing) {

    /** The first lineage of a federation. Its hash is known once its entry is complete. */
    public static Epoch founded(PlantId founder, String peer) {
        return new Epoch(0, Hash.NONE, 0, founder, true, List.of(new Voter(founder, peer)), SortedTree.empty());
    }

    /** Whether blocks may be granted from what is reserved to {@code owner}. */
    public boolean answersFor(PlantId owner) {
        return !owing.has(owner) && (remembers || debtsPaid());
    }

    /** The debt of a lineage whose opener had forgotten: only people can pay it, by looking at all sites. */
    public static final long OWED_TO_PEOPLE = -1;

    /** Whether only people can tell what this plant has forgotten. */
    public boolean needsPeople(PlantId plant) {
        return owing.get(plant).filter(since -> since == OWED_TO_PEOPLE).isPresent();
    }

    /** Whether everything that was signed before the break-glass is known, or its signer is fenced. */
    public boolean debtsPaid() {
        return owing.values().stream().noneMatch(since -> since <= openedAt);
    }

    public boolean isVoter(PlantId plant) {
        return voters.stream().anyMatch(voter -> voter.plant().equals(plant));
    }

    /** The voters but for this plant. */
    public List<Voter> votersWithout(PlantId plant) {
        return voters.stream().filter(voter -> !voter.plant().equals(plant)).toList();
    }

    public Epoch withVoters(List<Voter> changed) {
        return new Epoch(number, lineage, openedAt, survivor, remembers, List.copyOf(changed), owing);
    }

    /** The same lineage, named. */
    public Epoch named(Hash hash) {
        return new Epoch(number, hash, openedAt, survivor, remembers, voters, owing);
    }

    /** This plant's memory is missing from here on; an older debt stays as old as it is, whatever becomes of the plant. */
    public Epoch owed(PlantId plant, long seq) {
        return withOwing(owing.with(plant, Math.min(seq, owing.get(plant).orElse(seq))));
    }

    /** This plant told, or is fenced. */
    public Epoch settled(PlantId plant) {
        return withOwing(owing.without(plant));
    }

    private Epoch withOwing(SortedTree<PlantId, Long> changed) {
        return new Epoch(number, lineage, openedAt, survivor, remembers, voters, changed);
    }
}

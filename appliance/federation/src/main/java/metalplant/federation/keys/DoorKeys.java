package metalplant.federation.keys;

import java.util.List;
import java.util.Optional;
import metalplant.federation.membership.Member;
import metalplant.federation.membership.Members;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import metalplant.federation.value.SortedTree;

/**
 * What the ledger says of the keys of the door.
 *
 * <pre>
 * none      --DoorKeySet-->            current
 * current   --DoorKeySet-->            previous, for the overlap; the new one is current
 * current   --DoorKeySet at once-->    gone; the new one is current
 * current   --DoorKeyShare-->          current, one member more can open it
 * any       --MemberEvict-->           none: who was put out knew them all
 * current   --MemberLeft-->            current, but a new set is due
 * </pre>
 *
 * @param number of the last set there was; 0 = none yet
 */
public record DoorKeys(long number, Optional<KeySet> current, Optional<KeySet> previous) {
    public static final DoorKeys NONE = new DoorKeys(0, Optional.empty(), Optional.empty());

    /**
     * A set that counts.
     *
     * @param since wall clock of the plant that made it, in milliseconds; decides nothing in the ledger
     * @param sealed by the member that can open it
     */
    public record KeySet(long number, long since, SortedTree<PlantId, Bytes> sealed) {}

    /** Whether there is no set, or somebody knows it who is no member any more. */
    public boolean isDue(Members members) {
        return current.map(set -> set.sealed().keys().stream().anyMatch(plant -> !members.mayWrite(plant)))
                .orElse(true);
    }

    /** Members that cannot open the present set. */
    public List<Member> lacking(Members members) {
        return current.map(set -> members.living().stream()
                        .filter(member -> !set.sealed().has(member.plant()))
                        .toList())
                .orElse(List.of());
    }

    /** A plant was put out. */
    public DoorKeys voided() {
        return new DoorKeys(number, Optional.empty(), Optional.empty());
    }

    DoorKeys followedBy(KeySet next, boolean atOnce) {
        return new DoorKeys(next.number(), Optional.of(next), atOnce ? Optional.empty() : current);
    }

    DoorKeys shared(KeySet set, PlantId to, Bytes sealed) {
        return new DoorKeys(
                number,
                Optional.of(new KeySet(set.number(), set.since(), set.sealed().with(to, sealed))),
                previous);
    }
}

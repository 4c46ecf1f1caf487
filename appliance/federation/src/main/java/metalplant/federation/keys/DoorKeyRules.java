package metalplant.federation.keys;

import java.util.List;
import metalplant.federation.entry.Body;
import metalplant.federation.entry.DoorCommand;
import metalplant.federation.entry.Refusal;
import metalplant.federation.entry.SealedKeys;
import metalplant.federation.membership.Member;
import metalplant.federation.membership.Members;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import metalplant.federation.value.SortedTree;

/**
 * When an entry about keys is good. What is inside cannot be judged here: a member that seals rubbish, or sets that differ, is noticed by
 * those who open it.
 */
public final class DoorKeyRules {
    private final Members members;
    private final Body body;

    public DoorKeyRules(Members members, Body body) {
        this.members = members;
        this.body = body;
    }

    /** The keys after this command; refuses it if a rule forbids it. */
    public DoorKeys apply(DoorKeys keys, DoorCommand command) {
        Refusal.unless(members.isActive(body.author()), "only an active member makes keys");
        return switch (command) {
            case DoorCommand.DoorKeySet set -> set(keys, set);
            case DoorCommand.DoorKeyShare share -> share(keys, share);
        };
    }

    private DoorKeys set(DoorKeys keys, DoorCommand.DoorKeySet set) {
        Refusal.unless(set.number() == keys.number() + 1, "the next set has number %d".formatted(keys.number() + 1));
        var sealedTo = set.sealed().stream().map(SealedKeys::to).toList();
        Refusal.unless(sealedTo.equals(plants()), "a set is sealed to each member once, in the order of their ids");
        SortedTree<PlantId, Bytes> sealed = SortedTree.empty();
        for (var each : set.sealed()) {
            sealed = sealed.with(each.to(), each.sealed());
        }
        return keys.followedBy(new DoorKeys.KeySet(set.number(), body.wallMillis(), sealed), set.atOnce());
    }

    private List<PlantId> plants() {
        return members.living().stream().map(Member::plant).toList();
    }

    private DoorKeys share(DoorKeys keys, DoorCommand.DoorKeyShare share) {
        var set = keys.current()
                .filter(current -> current.number() == share.number())
                .orElseThrow(() -> new Refusal(
                        metalplant.federation.entry.Reason.RULE,
                        "set %d is not the present one".formatted(share.number())));
        var to = share.sealed().to();
        Refusal.unless(set.sealed().has(body.author()), "only who has the keys can share them");
        Refusal.unless(!keys.isDue(members), "a new set is due");
        Refusal.unless(members.mayWrite(to), "plant %s is no member".formatted(to));
        Refusal.unless(!set.sealed().has(to), "plant %s has them already".formatted(to));
        return keys.shared(set, to, share.sealed().sealed());
    }
}

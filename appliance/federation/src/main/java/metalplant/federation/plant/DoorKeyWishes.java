package metalplant.federation.plant;

import java.util.List;
import java.util.function.Consumer;
import metalplant.federation.entry.Command;
import metalplant.federation.entry.DoorCommand;
import metalplant.federation.keys.DoorKeys;
import metalplant.federation.keys.KeySmith;
import metalplant.federation.membership.Member;

/**
 * Voters see to it that there are keys for the door, that whoever is gone has none of them, and that each member has them. All voters do:
 * the first entry counts, and no set has to wait for a certain plant.
 */
final class DoorKeyWishes {
    private final Draft draft;
    private final Consumer<Command> wish;

    DoorKeyWishes(Draft draft, Consumer<Command> wish) {
        this.draft = draft;
        this.wish = wish;
    }

    void look() {
        var federation = draft.federation();
        if (!federation.epoch().isVoter(draft.me())) {
            return;
        }
        var keys = federation.doorKeys();
        var smith = draft.around.local().smith();
        if (keys.isDue(federation.members()) || nobodyCanShare(keys)) {
            make(keys, smith);
        } else {
            keys.current().ifPresent(set -> share(set, keys.lacking(federation.members()), smith));
        }
    }

    /** Voters share what they can open; behind a break-glass it may be that none of those that are left can. */
    private boolean nobodyCanShare(DoorKeys keys) {
        return keys.current()
                .filter(set -> draft.federation().epoch().voters().stream()
                        .noneMatch(voter -> set.sealed().has(voter.plant())))
                .isPresent();
    }

    private void make(DoorKeys keys, KeySmith smith) {
        var federation = draft.federation();
        var records = federation.members().living().stream().map(Member::record).toList();
        var sealed = smith.make(federation.federation(), keys.number() + 1, records);
        if (!sealed.isEmpty()) {
            wish.accept(new DoorCommand.DoorKeySet(keys.number() + 1, sealed, false));
        }
    }

    private void share(DoorKeys.KeySet set, List<Member> lacking, KeySmith smith) {
        var own = set.sealed().get(draft.me());
        if (own.isPresent() && !lacking.isEmpty()) {
            smith.share(
                            draft.federation().federation(),
                            set.number(),
                            own.get(),
                            lacking.getFirst().record())
                    .ifPresent(share -> wish.accept(new DoorCommand.DoorKeyShare(set.number(), share)));
        }
    }
}

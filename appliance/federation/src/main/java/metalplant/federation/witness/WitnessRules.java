package metalplant.federation.witness;

import java.util.Optional;
import metalplant.federation.entry.Refusal;
import metalplant.federation.entry.WitnessCommand;
import metalplant.federation.epoch.Epoch;
import metalplant.federation.membership.Members;

/** What may become of the witness. */
public final class WitnessRules {
    private WitnessRules() {}

    /** The witness after this command; the author is a member, which was checked before. */
    public static Optional<Witness> applied(
            Optional<Witness> before, Members members, Epoch epoch, WitnessCommand command) {
        return switch (command) {
            case WitnessCommand.WitnessAdd add -> {
                var plant = add.witness().plant();
                Refusal.unless(before.isEmpty(), "there is a witness already: it must be removed first");
                Refusal.unless(members.find(plant).isEmpty(), "a member votes as a member");
                yield Optional.of(new Witness(add.witness(), false));
            }
            case WitnessCommand.WitnessRemove remove -> {
                Refusal.unless(
                        before.filter(witness -> witness.plant().equals(remove.witness()))
                                .isPresent(),
                        "there is no such witness");
                yield settled(before.map(witness -> new Witness(witness.record(), true)), epoch);
            }
        };
    }

    /** One that shall go is gone once it does not vote. */
    public static Optional<Witness> settled(Optional<Witness> witness, Epoch epoch) {
        return witness.filter(each -> !each.leaving() || epoch.isVoter(each.plant()));
    }
}

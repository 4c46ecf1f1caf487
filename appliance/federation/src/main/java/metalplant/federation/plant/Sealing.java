package metalplant.federation.plant;

import java.util.Optional;
import metalplant.federation.entry.Body;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.Seal;
import metalplant.federation.entry.Tenure;
import metalplant.federation.membership.Phase;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;

/** Whether this plant also signs what another one wants to write. */
final class Sealing {
    private Sealing() {}

    static void wanted(Draft draft, PlantId from, Body body) {
        var hash = Hash.of(body.signedBytes());
        var objection = objection(draft, from, body);
        if (objection.isPresent()) {
            draft.send(from, new Message.SealDenied(hash, objection.get()));
            return;
        }
        draft.send(from, new Message.SealGiven(hash, Seal.of(body, draft.around.signer())));
    }

    private static Optional<String> objection(Draft draft, PlantId from, Body body) {
        if (!body.author().equals(from)) {
            return Optional.of("only its author asks");
        }
        if (body.command() instanceof MemberCommand.MemberAdd add) {
            return joins(draft, add) ? Optional.empty() : Optional.of("this is not what was planned");
        }
        if (!draft.inFederation()
                || !draft.federation().members().mayWrite(from)
                || !body.federation().equals(draft.federation().federation())) {
            return Optional.of("not in one federation");
        }
        if (!body.previous().equals(draft.ledger.head().hash())
                || body.epoch() != draft.federation().epoch().number()) {
            return Optional.of("not at the same place");
        }
        return switch (body.command()) {
            case EscrowCommand.BlockGrant grant -> reserve(draft, body, grant.range());
            case EscrowCommand.BlockFree free -> gate(draft, free.range());
            case MemberCommand.IncarnationRaise raise -> witness(draft, from, raise);
            default -> Optional.of("nothing that needs a second signature");
        };
    }

    private static boolean joins(Draft draft, MemberCommand.MemberAdd add) {
        return draft.phase == Phase.COMMITTING
                && draft.joiner
                        .filter(joiner -> joiner.invite().joinId().equals(add.joinId()))
                        .filter(joiner -> joiner.invite().inviter().plant().equals(add.inviter()))
                        .flatMap(Joiner::plan)
                        .filter(plan -> plan.hash().equals(add.plan())
                                && plan.record().equals(add.member())
                                && plan.brought().equals(add.brought())
                                && plan.evidence().equals(add.evidence()))
                        .isPresent();
    }

    private static Optional<String> reserve(Draft draft, Body body, Range range) {
        boolean mine = draft.federation()
                .pools()
                .tenure(range)
                .filter(tenure -> tenure.is(Tenure.State.FREE) && tenure.owner().equals(draft.me()))
                .isPresent();
        if (!mine) {
            return Optional.of("not in this plant's reserve");
        }
        boolean sameLife = draft.federation()
                .members()
                .get(draft.me())
                .record()
                .incarnation()
                .equals(draft.self.incarnation());
        if (!sameLife) {
            return Optional.of("this plant was restored and does not know what it signed");
        }
        return Proposing.remember(draft, body) ? Optional.empty() : Optional.of("signed away to somebody else");
    }

    private static Optional<String> gate(Draft draft, Range range) {
        boolean open = draft.federation()
                .pools()
                .tenure(range)
                .filter(tenure -> Waiting.over(draft, tenure.owner()))
                .isPresent();
        return open ? Optional.empty() : Optional.of("the hold-down is not over");
    }

    /** A restored plant comes back: is it the only one that says so? */
    private static Optional<String> witness(Draft draft, PlantId from, MemberCommand.IncarnationRaise raise) {
        boolean other = draft.contacts
                .get(from)
                .filter(contact ->
                        contact.incarnation().counter() == raise.incarnation().counter()
                                && !contact.incarnation().equals(raise.incarnation()))
                .isPresent();
        return other ? Optional.of("two plants with one identity are alive") : Optional.empty();
    }
}

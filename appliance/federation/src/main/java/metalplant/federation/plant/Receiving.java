package metalplant.federation.plant;

import metalplant.federation.membership.Phase;
import metalplant.federation.value.PlantId;

/** What other plants say. Anything that does not fit the moment is dropped: it is late, repeated, or a lie. */
final class Receiving {
    private Receiving() {}

    static void received(Draft draft, PlantId from, Message message) {
        switch (message) {
            case Message.Presence presence -> heard(draft, from, presence);
            case Message.Pull pull -> Mirror.pulled(draft, from, pull);
            case Message.Chunk chunk -> {
                if (draft.phase.joining() || draft.phase == Phase.COMMITTING) {
                    Joining.chunk(draft, from, chunk.entries());
                } else {
                    Mirror.offered(draft, chunk.entries());
                }
            }
            case Message.Diverged diverged -> diverged(draft, from, diverged);
            case Message.SealWanted wanted -> Sealing.wanted(draft, from, wanted.body());
            case Message.SealGiven given -> Proposing.given(draft, from, given);
            case Message.SealDenied denied -> Proposing.denied(draft, from, denied);
            case Message.JoinHello hello -> Hosting.hello(draft, from, hello);
            case Message.JoinWelcome welcome -> Joining.welcomed(draft, from, welcome);
            case Message.JoinRefused refused -> Joining.refused(draft, from, refused);
            case Message.JoinReady ready -> Hosting.ready(draft, from, ready);
        }
    }

    private static void heard(Draft draft, PlantId from, Message.Presence presence) {
        if (draft.ledger.state().isEmpty()) {
            return;
        }
        // A plant that was restored to before another one joined does not know it, and yet learns from it.
        boolean known = draft.federation().members().find(from).isPresent()
                || draft.federation().isWitness(from);
        Greeting.heard(draft, from);
        if (known && (draft.contacts.size() < PlantState.CONTACTS_MAX || draft.contacts.has(from))) {
            draft.contacts = draft.contacts.with(
                    from,
                    new Contact(
                            draft.around.now().steadyMillis(),
                            presence.lineage(),
                            presence.head().seq(),
                            presence.incarnation(),
                            presence.peer()));
        }
        boolean otherLineage =
                !presence.lineage().equals(draft.federation().epoch().lineage());
        if (presence.head().seq() > draft.ledger.head().seq() || otherLineage) {
            draft.send(from, new Message.Pull(draft.ledger.head()));
        }
    }

    private static void diverged(Draft draft, PlantId from, Message.Diverged diverged) {
        boolean other = draft.ledger
                .state()
                .filter(known -> !known.epoch().lineage().equals(diverged.lineage()))
                .isPresent();
        if (other) {
            parted(draft, from, diverged.epoch());
        }
    }

    /** The ledgers of two plants do not fit together: only people can decide whose goes on. */
    static void parted(Draft draft, PlantId from, long epoch) {
        if (!draft.diverged && draft.federation().members().find(from).isPresent()) {
            draft.diverged = true;
            draft.alarm("plant %s follows another lineage, epoch %d: one side has to rejoin".formatted(from, epoch));
        }
    }
}

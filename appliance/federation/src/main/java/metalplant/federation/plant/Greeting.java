package metalplant.federation.plant;

import java.util.Optional;
import metalplant.federation.membership.Member;
import metalplant.federation.value.PlantId;

/**
 * What was last said to another plant, and when. Lives in memory only.
 *
 * <p>A greeting at each tick would be most of what crosses an idle link. So a plant greets another one at once when it has something
 * new to say, at each tick as long as it does not know that the other one is as far as itself or one of them is leaving, and otherwise only
 * now and then.
 * Whoever is greeted out of turn is missed by somebody, and answers.
 *
 * @param steadyMillis on the steady clock
 */
public record Greeting(Message.Presence said, long steadyMillis) {
    /** So many greetings in a row may get lost before another plant is greeted at each tick again. */
    private static final int LOST_MAX = 2;

    /** Says hello to every other member; whoever is behind pulls. Members are at most 256. */
    static void all(Draft draft) {
        var federation = draft.federation();
        var presence = new Message.Presence(
                federation.epoch().lineage(), draft.ledger.head(), draft.self.incarnation(), draft.peer);
        boolean going = isGoing(federation.members().find(draft.me()));
        for (var member : federation.members().all()) {
            boolean worthIt =
                    member.status() != Member.Status.LEFT && !member.plant().equals(draft.me());
            if (worthIt) {
                boolean hurried = going || isGoing(Optional.of(member));
                one(draft, member.plant(), presence, member.status().mayWrite(), hurried);
            }
        }
        federation.witness().ifPresent(witness -> one(draft, witness.plant(), presence, witness.mayVote(), going));
    }

    /** The others take the link away as soon as it has left, so it has to hear of that at once. */
    private static boolean isGoing(Optional<Member> member) {
        return member.filter(each -> each.status() == Member.Status.DRAINING).isPresent();
    }

    private static void one(Draft draft, PlantId plant, Message.Presence presence, boolean awaited, boolean hurried) {
        long now = draft.around.now().steadyMillis();
        boolean due = draft.greeted
                .get(plant)
                .filter(last -> last.said().equals(presence) && now - last.steadyMillis() < every(draft))
                .isEmpty();
        if (due || hurried || (awaited && !agrees(draft, plant, presence))) {
            draft.send(plant, presence);
            draft.greeted = draft.greeted.with(plant, new Greeting(presence, now));
        }
    }

    /** Whether the other plant is as far as this one, and is there. */
    private static boolean agrees(Draft draft, PlantId plant, Message.Presence presence) {
        long silence = (LOST_MAX + 1) * every(draft);
        return draft.contacts
                .get(plant)
                .filter(contact -> contact.lineage().equals(presence.lineage())
                        && contact.seq() == presence.head().seq()
                        && draft.around.now().steadyMillis() - contact.steadyMillis() < silence)
                .isPresent();
    }

    /**
     * Somebody said hello. If that came before its turn, the other one looks for this plant and is answered at the next tick, unless it
     * was greeted a moment ago.
     */
    static void heard(Draft draft, PlantId from) {
        long now = draft.around.now().steadyMillis();
        long turn = every(draft) / 2;
        boolean early = draft.contacts
                .get(from)
                .filter(contact -> now - contact.steadyMillis() < turn)
                .isPresent();
        boolean told = draft.greeted
                .get(from)
                .filter(last -> now - last.steadyMillis() < turn)
                .isPresent();
        if (early && !told) {
            draft.greeted = draft.greeted.without(from);
        }
    }

    private static long every(Draft draft) {
        return draft.around.config().greetEvery().toMillis();
    }
}

package metalplant.federation.plant;

import java.util.Optional;
import metalplant.federation.invite.InviteBook;
import metalplant.federation.value.PlantId;

/** The inviter's side of a join. */
final class Hosting {
    private Hosting() {}

    static void hello(Draft draft, PlantId from, Message.JoinHello hello) {
        if (!draft.inFederation() || !hello.record().plant().equals(from)) {
            draft.send(from, new Message.JoinRefused(hello.joinId(), "this plant cannot invite"));
            return;
        }
        if (draft.federation().requests().has(hello.joinId())) {
            welcome(draft, from, hello);
            return;
        }
        var answer = draft.invites.shown(hello.joinId(), hello.secret(), from);
        draft.invites = answer.book();
        switch (answer) {
            case InviteBook.Answer.Good _ -> welcome(draft, from, hello);
            case InviteBook.Answer.Wrong wrong -> {
                draft.alarm("join refused plant=%s: %s".formatted(from, wrong.why()));
                draft.send(from, new Message.JoinRefused(hello.joinId(), wrong.why()));
            }
        }
    }

    private static void welcome(Draft draft, PlantId from, Message.JoinHello hello) {
        draft.send(
                from,
                new Message.JoinWelcome(
                        hello.joinId(),
                        draft.federation().federation(),
                        draft.ledger.head().seq()));
    }

    /** The plan does not fit any more, and nothing of it is on its way: the joiner has to make a new one. */
    static void giveUp(Draft draft, Host host, String why) {
        draft.host = Optional.empty();
        draft.invites = draft.invites.without(host.ready().joinId());
        draft.send(host.joiner(), new Message.JoinRefused(host.ready().joinId(), why));
    }

    static void ready(Draft draft, PlantId from, Message.JoinReady ready) {
        if (!draft.inFederation()) {
            return;
        }
        if (draft.federation().requests().has(ready.joinId())) {
            return;
        }
        boolean underWay = draft.host
                .filter(host -> host.ready().joinId().equals(ready.joinId()))
                .isPresent();
        boolean allowed = draft.invites.ownedBy(ready.joinId(), from)
                && ready.record().plant().equals(from);
        if (!allowed && !underWay && draft.pending.isEmpty()) {
            // Nothing of it can be on its way: only this plant writes it, and this plant has nothing on its way.
            draft.send(from, new Message.JoinRefused(ready.joinId(), "the invite is not good any more"));
            return;
        }
        if (allowed && !underWay) {
            draft.host = Optional.of(new Host(from, ready));
        }
    }
}

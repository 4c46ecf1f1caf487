package metalplant.wireguard.reconcile;

import java.time.Duration;
import metalplant.wireguard.plan.PublicKey;

/**
 * What is remembered of a tunnel between two looks. Ages are measured by the steady clock and by change, not by the time stamps that
 * WireGuard gives: those jump with the wall clock, and a wrong wall clock is the very thing to heal.
 *
 * @param peer whose tunnel it was; another key begins anew
 * @param heardAt nanoseconds, when {@code received} changed last
 * @param shakenAt nanoseconds, when {@code handshake} changed last, or the peer was made anew
 * @param movedAt nanoseconds, when another endpoint was chosen last
 */
record LinkMemory(
        PublicKey peer, long received, long heardAt, boolean heard, long handshake, long shakenAt, long movedAt) {
    static LinkMemory begin(PublicKey peer, long now) {
        return new LinkMemory(peer, 0, now, false, 0, now, now);
    }

    LinkMemory look(long receivedNow, long handshakeNow, long now) {
        boolean grew = receivedNow != received;
        boolean shaken = handshakeNow != handshake;
        return new LinkMemory(
                peer,
                receivedNow,
                grew ? now : heardAt,
                grew,
                handshakeNow,
                shaken && handshakeNow != 0 ? now : shakenAt,
                movedAt);
    }

    LinkMemory renewed(long now) {
        return new LinkMemory(peer, 0, heardAt, heard, 0, now, movedAt);
    }

    LinkMemory moved(long now) {
        return new LinkMemory(peer, received, heardAt, heard, handshake, shakenAt, now);
    }

    Duration silentFor(long now) {
        return Duration.ofNanos(now - heardAt);
    }

    Duration withoutHandshakeFor(long now) {
        return Duration.ofNanos(now - shakenAt);
    }

    /** Since anything arrived or something was tried against the silence. */
    Duration waitedFor(long now) {
        return Duration.ofNanos(now - Math.max(heardAt, movedAt));
    }
}

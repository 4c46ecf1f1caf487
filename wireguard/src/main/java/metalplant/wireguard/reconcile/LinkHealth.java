package metalplant.wireguard.reconcile;

import java.time.Duration;
import java.util.Optional;
import metalplant.wireguard.observe.Probe;
import metalplant.wireguard.plan.Endpoint;
import metalplant.wireguard.plan.MemberId;

/**
 * How one tunnel is.
 *
 * @param handshakeAge since the last handshake as both clocks of this machine see it; nothing if there was none
 * @param silentFor since anything arrived, or since we began to look
 * @param arrivedLately whether anything arrived since the last look
 * @param endpoint where the peer is at present
 * @param received bytes since the interface was made
 * @param sent bytes since the interface was made
 * @param probe echoes of this look; nothing if they could not be sent
 */
public record LinkHealth(
        String link,
        MemberId peer,
        int generation,
        boolean carrying,
        Optional<Duration> handshakeAge,
        Duration silentFor,
        boolean arrivedLately,
        Optional<Endpoint.SocketAddress> endpoint,
        long received,
        long sent,
        Optional<Probe> probe) {
    /** WireGuard gives up a session this long after its handshake. */
    public static final Duration SESSION = Duration.ofSeconds(180);

    /** Whether there is a session, which proves that both directions worked. */
    public boolean isUp() {
        return handshakeAge.filter(age -> age.compareTo(SESSION) < 0).isPresent();
    }
}

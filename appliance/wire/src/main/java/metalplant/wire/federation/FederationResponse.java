package metalplant.wire.federation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The federation as this plant sees it.
 *
 * @param plant id of this plant
 * @param phase such as {@code STANDALONE} or {@code MEMBER}
 * @param federation its id; null while this plant is alone
 * @param epoch 0 while alone
 * @param head number of the last entry of the ledger; -1 while alone
 * @param canwrite whether enough voters are heard of for the ledger to go on
 * @param joins open, and the last few that ended
 * @param alarms newest first
 * @param notunnel why plants talk mutual TLS without WireGuard; null = they have tunnels
 * @param router where one address answers for all plants; null without a router
 */
public record FederationResponse(
        String plant,
        String label,
        String fingerprint,
        String phase,
        @Nullable String federation,
        long epoch,
        long head,
        boolean canwrite,
        List<MemberResponse> members,
        List<PoolResponse> pools,
        List<JoinResponse> joins,
        List<AlarmResponse> alarms,
        @Nullable String notunnel,
        @Nullable String router) {}

package metalplant.wire.federation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a join is.
 *
 * @param role {@code inviter}, {@code joiner}, or {@code witness} for the invite of a witness
 * @param state {@code running}, {@code joined} or {@code failed}
 * @param peer label of the other plant; null until it is known
 * @param fingerprint of the other plant; null until it is known
 * @param checkwords the same four on both sides, or somebody is between them; empty until the plants have met
 * @param plan null until it was made
 * @param accepted on this side
 * @param why it failed; null otherwise
 */
public record JoinResponse(
        String joinid,
        String role,
        String state,
        @Nullable String peer,
        @Nullable String fingerprint,
        List<String> checkwords,
        List<JoinStep> steps,
        @Nullable JoinPlan plan,
        boolean accepted,
        @Nullable String why) {}

package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * What became of a request that a router sent to a plant.
 *
 * @param id in the message of a 504
 * @param plant label of the plant that it was sent to
 * @param state see {@link RequestOutcome}; never unknown
 * @param status of the answer, 0 as long as there is none
 * @param body of the answer, null if there is none or it was too large to be kept
 */
public record RequestResponse(
        String id,
        String plant,
        String state,
        int status,
        @Nullable String body) {}

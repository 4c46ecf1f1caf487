package metalplant.wire.plant;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the last upgrade of a box is.
 *
 * @param state none, ordered, writing, snapshot, switching, switched, trial, good, committing, committed, rolling-back, rolled-back, fell-back or
 *     refused
 * @param running the version that runs; "" where there are no slots
 * @param waitsFor null when nothing is to come
 * @param progress of what is being written, for people
 * @param since when this state was reached
 * @param trials starts of the new version that were seen
 * @param snapshot file with the state of the plant from before the switch
 * @param good when the new version was ready first
 * @param goodSeconds how long it was ready since
 * @param commitSeconds after how many of these it commits by itself
 * @param problem why it does not go on, or why it ended
 * @param next what a person may do
 */
public record UpgradeStatusResponse(
        String state,
        String running,
        List<UpgradeSlotResponse> slots,
        @Nullable String from,
        @Nullable String to,
        @JsonProperty("waitsfor") @Nullable String waitsFor,
        @Nullable String progress,
        @Nullable Instant since,
        List<UpgradeTrialResponse> trials,
        @Nullable String snapshot,
        @Nullable Instant good,
        @JsonProperty("goodseconds") long goodSeconds,
        @JsonProperty("commitseconds") long commitSeconds,
        @Nullable String problem,
        @Nullable String next) {}

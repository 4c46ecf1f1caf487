package metalplant.bootstrap.upgrade;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import metalplant.installer.upgrade.UpgradeManifest;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the last upgrade. It lies on the partition for data, which both slots have, so the version after reads what the one before
 * wrote, and the other way round: fields are added, never changed.
 *
 * @param file where the upgrade was read from
 * @param older whether it was confirmed that this is an older version
 * @param since when the stage was reached, by the wall clock
 * @param bootId of the start of the box in which it was ordered
 * @param trials starts of the new version that were seen
 * @param snapshot file with the state from before the switch
 * @param goodSeconds how long the new version was ready, by a clock that nobody sets
 * @param good when it was ready first
 * @param problem why it does not go on, or why it ended; "" if all is well
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record UpgradeRecord(
        Stage stage,
        String file,
        Version from,
        Version to,
        boolean older,
        Instant since,
        @JsonProperty("bootid") String bootId,
        List<Trial> trials,
        @Nullable String snapshot,
        @JsonProperty("goodseconds") long goodSeconds,
        @Nullable Instant good,
        String problem) {
    static final int TRIALS_MAX = 10;

    UpgradeRecord {
        trials = List.copyOf(trials);
    }

    /** A version in a slot. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Version(String version, String roothash, String slot) {
        static Version of(UpgradeManifest manifest, String slot) {
            return new Version(manifest.version(), manifest.roothash(), slot);
        }
    }

    /**
     * A start of the new version.
     *
     * @param step that it was at last
     * @param problem of that step; "" if it had none
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Trial(@JsonProperty("bootid") String bootId, Instant began, String step, String problem) {}

    UpgradeRecord at(Stage next, Instant now) {
        return new UpgradeRecord(
                next,
                file,
                from,
                to,
                older,
                now,
                bootId,
                trials,
                snapshot,
                goodSeconds,
                next == Stage.GOOD ? now : good,
                "");
    }

    /** The switch is made, in this start of the box: another one is a restart. */
    UpgradeRecord switched(String boot, Instant now) {
        return new UpgradeRecord(
                Stage.SWITCHED, file, from, to, older, now, boot, trials, snapshot, goodSeconds, good, "");
    }

    /** The same upgrade, from another place, without what went wrong. */
    UpgradeRecord again(String path) {
        return new UpgradeRecord(stage, path, from, to, older, since, bootId, trials, snapshot, goodSeconds, good, "");
    }

    UpgradeRecord because(String why) {
        return new UpgradeRecord(stage, file, from, to, older, since, bootId, trials, snapshot, goodSeconds, good, why);
    }

    UpgradeRecord withSnapshot(String made) {
        return new UpgradeRecord(stage, file, from, to, older, since, bootId, trials, made, goodSeconds, good, problem);
    }

    UpgradeRecord withGoodSeconds(long seconds) {
        return new UpgradeRecord(stage, file, from, to, older, since, bootId, trials, snapshot, seconds, good, problem);
    }

    UpgradeRecord withTrials(List<Trial> known) {
        return new UpgradeRecord(
                stage,
                file,
                from,
                to,
                older,
                since,
                bootId,
                known.subList(Math.max(0, known.size() - TRIALS_MAX), known.size()),
                snapshot,
                goodSeconds,
                good,
                problem);
    }
}

package metalplant.model.region;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;

/**
 * Whether the members of an etcd quorum may sit at both ends of a link. Limits and where they come from are in docs/zones.md.
 *
 * <table>
 *   <caption>Verdicts</caption>
 *   <tr><th>round trip and jitter together</th><th>loss</th><th>verdict</th></tr>
 *   <tr><td>at most 10 ms</td><td>none</td><td>FITS: etcd as it is</td></tr>
 *   <tr><td>at most 50 ms</td><td>at most 1 %</td><td>TUNED: with longer timers, and slower writes</td></tr>
 *   <tr><td>more</td><td>or more</td><td>NO</td></tr>
 * </table>
 */
public final class Quorum {
    public static final Duration FITS_MAX = Duration.ofMillis(10);
    public static final Duration TUNED_MAX = Duration.ofMillis(50);
    public static final double LOSS_MAX = 0.01;

    private static final Duration HEARTBEAT_DEFAULT = Duration.ofMillis(100);
    private static final long ELECTION_HEARTBEATS = 10;
    private static final long HEARTBEAT_STEP_MILLIS = 10;

    private Quorum() {}

    /** From good to bad. */
    public enum Verdict {
        FITS,
        TUNED,
        NO
    }

    public static Verdict judge(LinkSample sample) {
        var reach = sample.median().plus(sample.jitter());
        int lost = sample.sent() - sample.answered();
        if (sample.answered() == 0 || lost > LOSS_MAX * sample.sent() || reach.compareTo(TUNED_MAX) > 0) {
            return Verdict.NO;
        }
        return lost == 0 && reach.compareTo(FITS_MAX) <= 0 ? Verdict.FITS : Verdict.TUNED;
    }

    /** Of a quorum over all these links: that of the worst one. */
    public static Verdict judge(Collection<LinkSample> links) {
        return links.stream().map(Quorum::judge).max(Comparator.naturalOrder()).orElse(Verdict.FITS);
    }

    /** etcd's heartbeat interval for a link: one and a half round trips, the default at least. */
    public static Duration heartbeat(Collection<LinkSample> links) {
        var longest = links.stream()
                .map(link -> link.median().plus(link.jitter()))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        long millis = longest.multipliedBy(3).dividedBy(2).toMillis();
        long rounded = (millis + HEARTBEAT_STEP_MILLIS - 1) / HEARTBEAT_STEP_MILLIS * HEARTBEAT_STEP_MILLIS;
        return Duration.ofMillis(Math.max(HEARTBEAT_DEFAULT.toMillis(), rounded));
    }

    /** etcd's election timeout that belongs to it. */
    public static Duration election(Duration heartbeat) {
        return heartbeat.multipliedBy(ELECTION_HEARTBEATS);
    }
}

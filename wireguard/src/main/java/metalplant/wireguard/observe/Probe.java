package metalplant.wireguard.observe;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * What a few echoes through one tunnel showed.
 *
 * @param sent how many went out
 * @param answered how many came back
 * @param roundTrip their mean; nothing if none came back
 */
public record Probe(int sent, int answered, Optional<Duration> roundTrip) {
    private static final int TEXT_MAX = 16_384;
    private static final Pattern COUNTS =
            Pattern.compile("(?m)^([0-9]{1,6}) packets transmitted, ([0-9]{1,6}) received,.*$");
    private static final Pattern TIMES =
            Pattern.compile("(?m)^rtt min/avg/max/mdev = [0-9.]+/([0-9]{1,9})\\.([0-9]{3})/[0-9.]+/[0-9.]+ ms.*$");

    public Probe {
        if (sent < 0 || answered < 0 || answered > sent) {
            throw Problem.of(ProblemCode.MESH_TOOL_FAILED, "the counts of ping are impossible");
        }
    }

    /** Share of echoes that did not come back, 0 to 1. */
    public double loss() {
        return sent == 0 ? 1 : 1 - (double) answered / sent;
    }

    /**
     * Reads the summary of {@code ping -q}.
     *
     * @throws Problem MESH_TOOL_FAILED if there is none
     */
    public static Probe parse(String text) {
        var counts = COUNTS.matcher(text.length() > TEXT_MAX ? "" : text);
        if (!counts.find()) {
            throw Problem.of(ProblemCode.MESH_TOOL_FAILED, "ping printed no summary");
        }
        var times = TIMES.matcher(text);
        var mean = times.find()
                ? Optional.of(Duration.ofNanos(
                        Long.parseLong(times.group(1)) * 1_000_000 + Long.parseLong(times.group(2)) * 1_000))
                : Optional.<Duration>empty();
        return new Probe(Integer.parseInt(counts.group(1)), answered(counts.group(1), counts.group(2)), mean);
    }

    /** Doubled answers count once. */
    private static int answered(String sent, String received) {
        return Math.min(Integer.parseInt(sent), Integer.parseInt(received));
    }
}

package metalplant.bench.measure;

import java.util.Arrays;
import java.util.List;

/** The few numbers that a report is made of. */
public final class Statistics {
    private Statistics() {}

    /** The middle value, the mean of both if there are two; NaN of nothing. */
    public static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** How many times the largest is the smallest; infinite if the smallest is not positive, 1 of nothing. */
    public static double spread(List<Double> values) {
        double min = values.stream().mapToDouble(Double::doubleValue).min().orElse(1);
        double max = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        return min > 0 ? max / min : Double.POSITIVE_INFINITY;
    }

    /**
     * The nearest-rank percentile: the smallest value that at least this share of all do not exceed.
     *
     * @param sorted ascending
     * @param share from 0 to 1
     * @return NaN of nothing
     */
    public static double percentile(long[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
    }

    /** All of them, ascending. */
    public static long[] merged(List<long[]> parts) {
        long[] all = parts.stream().flatMapToLong(Arrays::stream).toArray();
        Arrays.sort(all);
        return all;
    }
}

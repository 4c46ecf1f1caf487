package metalplant.bench.measure;

import java.util.List;
import java.util.Locale;

/**
 * What a crowd of clients did in one go.
 *
 * @param seconds of wall clock
 * @param operations those that succeeded
 * @param errors those that did not; they are part of every report
 * @param firstError what the first of them said; empty if there was none
 * @param nanos how long each successful operation took, ascending
 * @param cpuMillis CPU time of the measured process meanwhile
 * @param walBytes what the database wrote to its log meanwhile
 */
public record Sample(
        double seconds,
        long operations,
        long errors,
        String firstError,
        long[] nanos,
        double cpuMillis,
        double walBytes) {

    /** Several goes as one. */
    public static Sample sum(List<Sample> parts) {
        return new Sample(
                parts.stream().mapToDouble(Sample::seconds).sum(),
                parts.stream().mapToLong(Sample::operations).sum(),
                parts.stream().mapToLong(Sample::errors).sum(),
                parts.stream()
                        .map(Sample::firstError)
                        .filter(text -> !text.isEmpty())
                        .findFirst()
                        .orElse(""),
                Statistics.merged(parts.stream().map(Sample::nanos).toList()),
                parts.stream().mapToDouble(Sample::cpuMillis).sum(),
                parts.stream().mapToDouble(Sample::walBytes).sum());
    }

    /** Successful operations per second; 0 if none was. */
    public double perSecond() {
        return seconds > 0 ? operations / seconds : 0;
    }

    /** In milliseconds. */
    public double percentile(double share) {
        return Statistics.percentile(nanos, share) / 1e6;
    }

    /** CPU milliseconds per successful operation. */
    public double cpuPerOperation() {
        return operations == 0 ? Double.NaN : cpuMillis / operations;
    }

    /** Bytes of write-ahead log per successful operation. */
    public double walPerOperation() {
        return operations == 0 ? Double.NaN : walBytes / operations;
    }

    /** The same with what was used meanwhile. */
    public Sample with(double cpuMillisUsed, double walBytesWritten) {
        return new Sample(seconds, operations, errors, firstError, nanos, cpuMillisUsed, walBytesWritten);
    }

    /** Median and 99th percentile as text. */
    public String latencies() {
        return String.format(Locale.ROOT, "p50 %.1f ms, p99 %.1f ms", percentile(0.5), percentile(0.99));
    }
}

package metalplant.bench.measure;

/**
 * One turn of limit and ours, measured one right after the other.
 *
 * @param limit what the machine can do at best, or what ours is compared with; NaN if there is no such thing
 * @param ours in the same unit
 */
public record Round(double limit, double ours) {
    /** Ours as a share of the limit. */
    public double ratio() {
        return ours / limit;
    }
}

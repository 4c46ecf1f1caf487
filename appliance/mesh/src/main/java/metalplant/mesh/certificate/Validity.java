package metalplant.mesh.certificate;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * From when to when a certificate made now is good.
 *
 * @param latest the later of the clock and the build: the time it is at least
 */
public record Validity(Instant notBefore, Instant notAfter, Instant latest) {
    private static final Duration MARGIN = Duration.ofDays(1);
    private static final Duration LIFE = Duration.ofDays(3652);

    /**
     * For certificates whose readers look at no clock: from before anything here was built to the date that stands for "no end" (RFC 5280,
     * 4.1.2.5).
     */
    public static final Validity FOR_EVER = new Validity(
            Instant.parse("2020-01-01T00:00:00Z"),
            Instant.parse("9999-12-31T23:59:59Z"),
            Instant.parse("2020-01-01T00:00:00Z"));

    /** Around now as the clock says and the time of the build, which is surely past. */
    public static Validity around(Instant now, Instant built) {
        var earliest = now.isBefore(built) ? now : built;
        var latest = now.isAfter(built) ? now : built;
        return new Validity(earliest.minus(MARGIN), latest.plus(LIFE), latest);
    }

    /** Less than a third of its life is left, or it has not begun. */
    public boolean isWorn(X509Certificate certificate) {
        var from = certificate.getNotBefore().toInstant();
        var until = certificate.getNotAfter().toInstant();
        var third = Duration.between(from, until).dividedBy(3);
        return from.isAfter(latest) || until.minus(third).isBefore(latest);
    }

    /** The same, but not longer than {@code end}: nothing outlives its authority. */
    public Validity until(Instant end) {
        return end.isBefore(notAfter) ? new Validity(notBefore, end, latest) : this;
    }
}

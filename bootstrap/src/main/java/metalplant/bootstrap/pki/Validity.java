package metalplant.bootstrap.pki;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * From when to when a certificate made now is good.
 *
 * @param latest the later of the clock and the build: the time it is at least
 */
record Validity(Instant notBefore, Instant notAfter, Instant latest) {
    private static final Duration MARGIN = Duration.ofDays(1);
    private static final Duration LIFE = Duration.ofDays(3652);

    static Validity around(Instant now, Instant built) {
        var earliest = now.isBefore(built) ? now : built;
        var latest = now.isAfter(built) ? now : built;
        return new Validity(earliest.minus(MARGIN), latest.plus(LIFE), latest);
    }

    /** Less than a third of its life is left, or it has not begun. */
    boolean isWorn(X509Certificate certificate) {
        var from = certificate.getNotBefore().toInstant();
        var until = certificate.getNotAfter().toInstant();
        var third = Duration.between(from, until).dividedBy(3);
        return from.isAfter(latest) || until.minus(third).isBefore(latest);
    }

    /** The same, but not longer than {@code end}: nothing outlives its authority. */
    Validity until(Instant end) {
        return end.isBefore(notAfter) ? new Validity(notBefore, end, latest) : this;
    }
}

package metalplant.mesh.certificate;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * From when to when a certificate made now is good.
 *
 * <p>Nothing of a plant has a beginning that any clock could be behind: a clock without a battery shows 1970 or 1980, and one that is set back
 * while the plant runs shows anything. A beginning would protect nobody, because no key of a plant is older than its certificates.
 *
 * @param latest the later of the clock and the build: the time it is at least
 */
public record Validity(Instant notBefore, Instant notAfter, Instant latest) {
    /** Where every certificate begins: no clock of a machine can be set to an earlier time, and each form of dates has it. */
    public static final Instant BEGINNING = Instant.EPOCH;

    /** From the time of issue, which is therefore known of each certificate that its authority did not cut short. */
    private static final Duration LIFE = Duration.ofDays(3652);

    /** For certificates whose readers look at no clock: to the date that stands for "no end" (RFC 5280, 4.1.2.5). */
    public static final Validity FOR_EVER = new Validity(BEGINNING, Instant.parse("9999-12-31T23:59:59Z"), BEGINNING);

    /** Ends one life behind now as the clock says, or behind the time of the build, which is surely past. */
    public static Validity issued(Instant now, Instant built) {
        var latest = now.isAfter(built) ? now : built;
        return new Validity(BEGINNING, latest.plus(LIFE), latest);
    }

    /** Less than a third of the life that it was issued for is left, or it begins later than those that are made now. */
    public boolean isWorn(X509Certificate certificate) {
        var from = certificate.getNotBefore().toInstant();
        var until = certificate.getNotAfter().toInstant();
        return from.isAfter(BEGINNING) || until.minus(LIFE.dividedBy(3)).isBefore(latest);
    }

    /** The same, but not longer than {@code end}: nothing outlives its authority. */
    public Validity until(Instant end) {
        return end.isBefore(notAfter) ? new Validity(notBefore, end, latest) : this;
    }
}

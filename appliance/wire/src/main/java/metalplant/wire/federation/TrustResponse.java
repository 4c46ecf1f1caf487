package metalplant.wire.federation;

import java.util.List;

/**
 * Whom a client of the federation has to trust.
 *
 * @param authorities one for each member
 * @param bundle all of them, PEM
 */
public record TrustResponse(List<Trusted> authorities, String bundle) {
    /**
     * One of them.
     *
     * @param plant id
     * @param sha256 of the certificate, in hex
     */
    public record Trusted(String plant, String label, String sha256, String certificate) {}
}

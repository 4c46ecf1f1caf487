package metalplant.server.federation;

import metalplant.federation.ledger.Acceptance;

/**
 * What a plant tells others of its software.
 *
 * @param version for people
 * @param level of the ledger's entries which it promises to read: that of its software once that was committed (decision 15), until then that of
 *     the release before, to which it may go back
 */
public record Release(String version, int level) {
    /** Before anybody committed anything; no release reads less. */
    private static final int FIRST = 2;

    /** @param committed as the plant's database has it */
    public static Release of(String version, java.util.OptionalInt committed) {
        return new Release(version, Math.min(Acceptance.LEVEL, committed.orElse(FIRST)));
    }
}

package metalplant.rack.count;

import java.util.Locale;

/** What is counted. */
public enum Count {
    /** Calls that failed, of all kinds. */
    CALL_ERRORS,
    /** Events that the plant answered it could not store. */
    EVENTS_REFUSED,
    /** Installers that gave up, by themselves or by fault. */
    CRASHES,
    /** Wait streams that failed, for whatever reason. */
    WAITS_BROKEN,
    /** Installations that were reported to the plant. */
    INSTALLATIONS,
    /** Servers whose installed system became known to the plant. */
    PHONED_HOME,
    /** Batches of phone-home events. */
    PHONE_HOME_BATCHES,
    /** Polls of a leaf that were answered and applied. */
    LEAF_SYNCS,
    /** Polls of a leaf whose answer did not fit and was not applied. */
    LEAF_REFUSALS,
    /** BMC reports that the plant took. */
    BMC_REPORTS,
    /** Messages received from the broker. */
    COMMANDS_RECEIVED,
    /** Messages that a BMC carried out. */
    COMMANDS_DONE,
    /** Messages older than 30 s, dropped. */
    COMMANDS_STALE,
    /** Messages for a BMC that does not answer, by fault. */
    COMMANDS_UNANSWERED,
    /** Messages that could not be understood, or that no BMC took: unknown address or wrong login. */
    COMMANDS_REFUSED,
    /** Mistakes of the rack itself. */
    BUGS;

    /** As the state file spells it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

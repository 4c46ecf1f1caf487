package metalplant.bootstrap.upgrade;

/**
 * How far an upgrade is.
 *
 * <pre>
 * ORDERED    --every byte is what was signed--&gt;          WRITING     (else REFUSED: nothing was written)
 * WRITING    --slot written, read back, named--&gt;         SNAPSHOT
 * SNAPSHOT   --state of the plant saved--&gt;               SWITCHING
 * SWITCHING  --boot entry there--&gt;                       SWITCHED
 * SWITCHED   --the new slot starts--&gt;                    TRIAL
 * SWITCHED, TRIAL --the old slot starts, no tries left--&gt; FELL_BACK
 * TRIAL      --ready--&gt;                                  GOOD
 * GOOD       --commit, or seven good days--&gt;             COMMITTING --levels raised--&gt; COMMITTED
 * ORDERED to GOOD --rollback--&gt;                          ROLLING_BACK --the old slot runs--&gt; ROLLED_BACK
 * </pre>
 */
enum Stage {
    ORDERED("the file to be read and compared with its signature"),
    WRITING("the other slot to be written and read back"),
    SNAPSHOT("the state of the plant to be saved"),
    SWITCHING("the boot entry to be written"),
    SWITCHED("a restart of the box, which starts the new version on trial"),
    TRIAL("the new version to be ready"),
    GOOD("a commit, by plantctl upgrade commit or after seven good days"),
    COMMITTING("the database to take the commit"),
    COMMITTED(""),
    ROLLING_BACK("a restart of the box, which starts the version before"),
    ROLLED_BACK(""),
    FELL_BACK(""),
    REFUSED("");

    private final String waitsFor;

    Stage(String waitsFor) {
        this.waitsFor = waitsFor;
    }

    /** For people; empty when nothing is to come. */
    String waitsFor() {
        return waitsFor;
    }

    boolean isOver() {
        return waitsFor.isEmpty();
    }

    /** Whether the host agent is at work by itself. */
    boolean isWork() {
        return this == ORDERED || this == WRITING || this == SNAPSHOT || this == SWITCHING;
    }

    String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}

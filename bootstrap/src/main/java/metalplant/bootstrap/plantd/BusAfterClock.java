package metalplant.bootstrap.plantd;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import metalplant.model.Problem;

/** nsqd gives its messages numbers by the clock, and takes none until the clock is past the last one (ADR 27): it is started again. */
final class BusAfterClock {
    private static final System.Logger LOG = System.getLogger(BusAfterClock.class.getName());
    private static final String NSQD = "nsqd.service";
    private static final String NOTE = "bus";

    private final Box box;

    BusAfterClock(Box box) {
        this.box = box;
    }

    /** @param missing by how much the wall clock was set back */
    void setBack(Duration missing) {
        try {
            if (box.units().find(NSQD).filter(BoxUnits.State::isActive).isPresent()) {
                LOG.log(
                        WARNING,
                        "nsqd is started again because the wall clock was set back seconds={0}",
                        String.valueOf(missing.toSeconds()));
                box.units().restart(NSQD);
            }
            box.warnings().clear(NOTE);
        } catch (Problem e) {
            box.warnings()
                    .set(
                            NOTE,
                            "the clock was set back, and nsqd, which takes no message since, could not be started again: "
                                    + e.getMessage());
        }
    }
}

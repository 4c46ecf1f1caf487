package metalplant.bmc.report;

import java.util.List;

/** Takes what was found to the plant. */
@FunctionalInterface
public interface ReportSink {
    /**
     * Hands one round over.
     *
     * @throws metalplant.model.Problem when the plant did not take it; the next round brings it again
     */
    void report(List<Finding> findings);
}

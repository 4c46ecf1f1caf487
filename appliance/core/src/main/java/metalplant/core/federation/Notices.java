package metalplant.core.federation;

import metalplant.federation.plant.JoinPlan;

/** What the runner has to tell people. Called from its thread: never blocks. */
public interface Notices {
    /** What a join would do; repeated until somebody decides. */
    void plan(JoinPlan plan);

    /** Somebody should look. */
    void alarm(String text);
}

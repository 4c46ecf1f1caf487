package metalplant.core.saga;

import java.time.Duration;

/** What became of a step that did not fail. */
public sealed interface StepOutcome {
    /** On with the next one. */
    record Done() implements StepOutcome {}

    /** What it waits for has not come yet: ask again after {@code pause}. */
    record NotYet(Duration pause) implements StepOutcome {}

    /** It never will succeed: take the steps before it back. */
    record GiveUp(String why) implements StepOutcome {}

    static StepOutcome done() {
        return new Done();
    }

    static StepOutcome notYet(Duration pause) {
        return new NotYet(pause);
    }

    static StepOutcome giveUp(String why) {
        return new GiveUp(why);
    }
}

package metalplant.core.saga;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import metalplant.model.saga.SagaRecord;

/**
 * A fixed list of steps, each with what takes it back.
 *
 * @param kind as stored; never renamed while a plant may hold unfinished ones
 * @param steps at least one; appended only, because stored sagas count in them
 * @param isSlow whether a step may wait for others, so that it has a thread of its own; it has to end within the lease
 */
public record Saga(String kind, List<Step> steps, boolean isSlow) {
    public Saga {
        steps = List.copyOf(steps);
    }

    /** One step. Both halves may run several times for one saga: a crash may come between the work and its log. */
    public record Step(String name, Work work, Undo undo) {}

    /** What a step does. Throwing counts as a failure, and the step runs again after a pause. */
    @FunctionalInterface
    public interface Work {
        StepOutcome run(SagaRecord saga);
    }

    /** Takes a step back, whether it ran completely, in part or not at all. */
    @FunctionalInterface
    public interface Undo {
        void run(SagaRecord saga);

        /** A step that leaves nothing behind, for the reason given. */
        static Undo nothing(String why) {
            return _ -> {
                if (why.isEmpty()) {
                    throw new IllegalArgumentException("say why there is nothing to undo");
                }
            };
        }
    }

    public static Builder named(String kind) {
        return new Builder(kind);
    }

    /** A new saga of this kind, to be inserted in the transaction that decides on it. */
    public SagaRecord begin(UUID id, String subject, String params, Instant now, Instant due) {
        return new SagaRecord(id, kind, subject, 0, false, 0, due, "", Instant.EPOCH, params, "", now);
    }

    /** Collects steps in their order. */
    public static final class Builder {
        private final String kind;
        private final List<Step> steps = new ArrayList<>();
        private boolean slow;

        private Builder(String kind) {
            this.kind = kind;
        }

        public Builder step(String name, Work work, Undo undo) {
            steps.add(new Step(name, work, undo));
            return this;
        }

        /** Runs beside the others, which do not wait for it. */
        public Builder slow() {
            slow = true;
            return this;
        }

        public Saga build() {
            return new Saga(kind, steps, slow);
        }
    }
}

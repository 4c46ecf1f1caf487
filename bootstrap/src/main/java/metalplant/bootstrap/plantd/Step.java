package metalplant.bootstrap.plantd;

import java.time.Duration;

/**
 * One step of first boot. It is run at every boot, and again after every cut: it looks what is there and does what is missing.
 *
 * @param waitsFor what a person is told while it runs
 * @param usual how long it usually takes on a box, until this box knows better
 */
record Step(String name, String waitsFor, Duration usual, Work work) {
    /** Fails with a Problem when it cannot be done now; it is tried again then. */
    @FunctionalInterface
    interface Work {
        void run(Run run);
    }

    /** What a step says of itself while it runs. */
    interface Run {
        /** Between two changes of the world: a place at which a cut must do no harm. */
        void point(String name);

        /** More exactly what is being waited for. */
        void waits(String what);
    }
}

package metalplant.rack.plant;

import java.util.ArrayDeque;

/**
 * Bounds how many calls are under way. The rest wait in the order in which they came; there are never more of them than
 * servers, leaves and agents, because each has one call at a time. Lives on the loop.
 */
final class CallGate {
    private final int callsMax;
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private int underWay;

    CallGate(int callsMax) {
        this.callsMax = callsMax;
    }

    /** Begins the call now or later. */
    void enter(Runnable call) {
        if (underWay < callsMax) {
            underWay++;
            call.run();
        } else {
            queue.addLast(call);
        }
    }

    /** A call has ended. */
    void leave() {
        var next = queue.pollFirst();
        if (next == null) {
            underWay--;
        } else {
            next.run();
        }
    }
}

package metalplant.boot.http;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what was booted since the start. */
public final class Boots {
    private final AtomicLong begun = new AtomicLong();

    void begun() {
        begun.incrementAndGet();
    }

    long count() {
        return begun.get();
    }
}

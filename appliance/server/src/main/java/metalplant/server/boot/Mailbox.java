package metalplant.server.boot;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import metalplant.core.boot.WaitStream;
import org.jspecify.annotations.Nullable;

/** Where the registry leaves word for the thread of a wait stream. Holds at most one beat and one end. */
final class Mailbox implements WaitStream {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition word = lock.newCondition();
    private boolean beat;
    private boolean gone;
    private @Nullable End end;

    /** What a stream's thread is to do next. */
    sealed interface Word {
        record Beat() implements Word {}

        record Ended(End why) implements Word {}

        /** Nobody is left to be told. */
        record Gone() implements Word {}
    }

    /** Waits for the next word; an end comes before a beat. */
    Word next() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                if (gone) {
                    return new Word.Gone();
                }
                var why = end;
                if (why != null) {
                    return new Word.Ended(why);
                }
                if (beat) {
                    beat = false;
                    return new Word.Beat();
                }
                word.await();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void beat() {
        leave(() -> beat = true);
    }

    @Override
    public void end(End why) {
        leave(() -> end = end == null ? why : end);
    }

    /** The client went away. */
    void gone() {
        leave(() -> gone = true);
    }

    private void leave(Runnable change) {
        lock.lock();
        try {
            change.run();
            word.signal();
        } finally {
            lock.unlock();
        }
    }
}

package metalplant.bootstrap.process;

import java.util.concurrent.CountDownLatch;

/** A service that is all that a process is for. */
public final class Foreground {
    private Foreground() {}

    /** Waits for Ctrl-C or a signal, closes the service, and comes back once that is done. */
    public static void untilStopped(Runnable close) throws InterruptedException {
        var ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            close.run();
                            ended.countDown();
                        },
                        "stop"));
        ended.await();
    }
}

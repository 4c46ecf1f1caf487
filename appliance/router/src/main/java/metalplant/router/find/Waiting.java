package metalplant.router.find;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** Waits for work whose own waits are all bounded. */
public final class Waiting {
    private Waiting() {}

    /** The result; what the work threw is thrown here. */
    public static <T> T forEnd(Future<T> work) {
        try {
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ProblemCode.TOO_BUSY, "this door is being closed").because(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }
}

package metalplant.router;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import metalplant.router.alone.LoneRouter;
import metalplant.router.alone.RouterFile;

/** Runs a federation door alone: {@code RouterMain FILE}. Ends with 2 if the file is wrong. */
public final class RouterMain {
    private RouterMain() {}

    /** @param args the file, see {@code docs/router.md} */
    public static void main(String[] args) throws InterruptedException {
        if (args.length != 1) {
            System.err.println("usage: RouterMain FILE");
            System.exit(2);
        }
        try {
            var router = LoneRouter.start(RouterFile.parse(Files.readString(Path.of(args[0]))), new SystemWorld());
            Runtime.getRuntime().addShutdownHook(new Thread(router::close, "router stops"));
            Thread.currentThread().join();
        } catch (Problem e) {
            System.err.println("router: " + e.getMessage());
            System.exit(2);
        } catch (IOException e) {
            System.err.println("router: cannot read " + args[0]);
            System.exit(2);
        }
    }
}

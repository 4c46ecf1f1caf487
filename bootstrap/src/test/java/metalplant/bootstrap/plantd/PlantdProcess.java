package metalplant.bootstrap.plantd;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import metalplant.bootstrap.Ports;

/**
 * plantd as a process of its own on a {@link TestBox}: {@code FOLDER PORT-BASE POINT}. It ends by SIGKILL when it reaches the point ({@code not:} and a list
 * with commas: the first that is not in it), and with 0 when the plant is ready.
 */
public final class PlantdProcess {
    private PlantdProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        var box = new TestBox(Path.of(arguments[0]), new Ports(Integer.parseInt(arguments[1])));
        new Plantd(box.box(), Duration.ZERO, point -> {
                    System.out.println(point);
                    if (isMeant(point, arguments[2])) {
                        killed();
                    }
                    if (point.equals("ready")) {
                        Runtime.getRuntime().halt(0);
                    }
                })
                .run();
    }

    private static boolean isMeant(String point, String wanted) {
        return wanted.startsWith("not:")
                ? !point.equals("ready")
                        && !List.of(wanted.substring(4).split(",", -1)).contains(point)
                : point.equals(wanted);
    }

    /** By the kernel, as a power cut would: no hook runs and nothing is flushed. */
    private static void killed() {
        try {
            new ProcessBuilder(
                            "kill",
                            "-KILL",
                            String.valueOf(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
            Thread.currentThread().join();
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

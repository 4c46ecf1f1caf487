package metalplant.fabric.cabling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import metalplant.plan.Finding;
import metalplant.plan.PlanReader;
import metalplant.plan.PlantPlan;

/** Cablings for tests. */
public final class Cablings {
    /** A kind with eight ports of four lanes each, and the beginning of the part behind it. */
    public static final String KIND = """
            hardware:
              Box-8X:
                platform: x86_64-maker_box8-r0
                ports: |
                  # name lanes alias index speed
                  Ethernet0 1,2,3,4 Eth1 1 100000
                  Ethernet4 5,6,7,8 Eth2 2 100000
                  Ethernet8 9,10,11,12 Eth3 3 100000
                  Ethernet12 13,14,15,16 Eth4 4 100000
                  Ethernet16 17,18,19,20 Eth5 5 100000
                  Ethernet20 21,22,23,24 Eth6 6 100000
                  Ethernet24 25,26,27,28 Eth7 7 100000
                  Ethernet28 29,30,31,32 Eth8 8 100000
            switches:
            """;

    private static final PlantPlan PLAN = ((PlanReader.Result.Good) PlanReader.read(example("plant.yaml"))).plan();

    private Cablings() {}

    /** The plan of the documents. */
    public static PlantPlan plan() {
        return PLAN;
    }

    /** A file of docs/examples. */
    public static String example(String name) {
        try {
            return Files.readString(Path.of(System.getProperty("basedir", System.getProperty("user.dir")))
                    .resolve("../../docs/examples/" + name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A switch of that kind; {@code more} are further keys, two blanks deep. */
    public static String box(String name, String role, int number, String more) {
        return """
                  %s:
                    role: %s
                    hardware: Box-8X
                    mac: 80:a2:35:00:00:%02x
                    address: 172.16.0.%d
                """.formatted(name, role, number, number + 10) + more.indent(4);
    }

    /** A cabling that must be good. */
    public static Cabling good(String text) {
        return switch (CablingReader.read(text, plan())) {
            case CablingReader.Result.Good good -> good.cabling();
            case CablingReader.Result.Bad bad -> throw new AssertionError(bad.findings() + "\n" + text);
        };
    }

    /** What is said about one that is wrong. */
    public static List<String> complaints(String text) {
        return CablingReader.read(text, plan()) instanceof CablingReader.Result.Bad bad
                ? bad.findings().stream().map(Finding::text).toList()
                : List.of();
    }
}

package metalplant.bootstrap.plantd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import metalplant.bootstrap.Ports;
import metalplant.bootstrap.Secrets;
import metalplant.cli.api.HmacSigner;
import metalplant.cli.api.PlantApi;
import metalplant.model.SystemWorld;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** plantd as a process, killed by the kernel. At some points in each build; at every one of them with {@code -Dplantd.kill=every}, which takes minutes. */
class FirstBootKillTest {
    private static final List<String> SOME = List.of("authority:words", "database:started", "partition:before");
    private static final int KILLED = 128 + 9;

    @TempDir
    Path folder = Path.of("");

    @Test
    void aProcessThatIsKilledAtAPointIsFollowedByOneThatMakesThePlantReady() throws Exception {
        // given
        var ports = Ports.chooseFree(new SystemWorld());
        var box = new TestBox(folder, ports);
        Files.createDirectories(box.host.media());
        Files.writeString(
                box.host.offeredPlan(),
                "region: eu\nzone: eu-north\npartition: north-1\nnetworks: {uplink: {mode: none}}\n");
        try {
            // when
            if ("every".equals(System.getProperty("plantd.kill"))) {
                everywhere(ports.base());
            } else {
                for (var point : SOME) {
                    assertThat(plantd(ports.base(), point)).as(point).isEqualTo(KILLED);
                }
            }

            // then
            assertThat(plantd(ports.base(), "none")).as(output()).isZero();
            var admin = new Secrets(box.host.plant().secrets()).hmac().admin();
            try (var api = new PlantApi(
                    box.host.ports().apiUrl(),
                    new HmacSigner("Metal-Admin", admin),
                    Duration.ofSeconds(20),
                    box.world)) {
                assertThat(api.get("v1/partition").body().findValuesAsText("id"))
                        .contains("north-1");
            }
        } finally {
            box.units.killAll();
        }
    }

    private void everywhere(int base) throws Exception {
        var killed = new ArrayList<String>();
        while (true) {
            // Each run is killed at the first point that no run was killed at before.
            int ended = plantd(base, "not:" + String.join(",", killed));
            if (ended == 0) {
                break;
            }
            assertThat(ended).as(output()).isEqualTo(KILLED);
            var seen = Files.readAllLines(folder.resolve("output")).stream()
                    .filter(line -> line.matches("[a-z-]+(:[a-z-]+)?"))
                    .toList();
            killed.add(seen.getLast());
        }
        assertThat(killed).hasSizeGreaterThan(40);
    }

    private int plantd(int base, String point) throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PlantdProcess.class.getName(),
                        folder.toString(),
                        String.valueOf(base),
                        point)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        assertThat(process.waitFor(4, TimeUnit.MINUTES)).as(output()).isTrue();
        return process.exitValue();
    }

    private String output() throws Exception {
        var output = folder.resolve("output");
        return Files.exists(output) ? Files.readString(output) : "";
    }
}

package metalplant.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import metalplant.agent.api.MetalApi;
import metalplant.agent.host.RealSwitch;
import metalplant.agent.host.SwitchHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that takes a change back while no agent lives, on a real FRR and a real Redis. */
class GuardTest {
    private static final Path SCRIPT = Path.of(System.getProperty("basedir", System.getProperty("user.dir")))
            .resolve("../../images/switch/guard");

    @TempDir
    private Path folder;

    private final PretendPlant plant = new PretendPlant();
    private final TestWorld world = new TestWorld();

    private Agent agent(AgentConfig config, SwitchHost host, Metrics metrics) {
        return new Agent(
                world,
                config,
                new MetalApi(world, config.api(), "secret", Duration.ofSeconds(5)),
                host,
                metrics,
                "test",
                Duration.ofSeconds(5));
    }

    /** Dies before the change of the switch with this number, counted from one. */
    private static SwitchHost dying(SwitchHost real, int when) {
        int[] lives = {when};
        return RealRouter.withVnis(real, () -> {
            if (--lives[0] == 0) {
                throw new PretendSwitch.Killed();
            }
        });
    }

    @Test
    void whatADeadAgentLeftHalfIsTakenBackByTheSwitchItself() throws Exception {
        try (plant;
                var router = new RealRouter(folder);
                var metrics = new Metrics(0)) {
            RealSwitchTest.base(router);
            var config = router.config(plant.address());
            var real = new RealSwitch(config);
            try (var agent = agent(config, dying(real, Integer.MAX_VALUE), metrics)) {
                agent.look();
            }
            var frr = real.frrFile();
            var rows = real.database().rows();
            assertThat(frr.orElseThrow()).contains("import vrf Vrf1800");

            // when it dies behind close, shrink and CONFIG_DB, before a row comes that is needed
            plant.fabric = Optional.of(Texts.fabric("v2", false));
            plant.document = Texts.SWITCH.replace("'Ethernet8', 'vrf': ''", "'Ethernet8', 'vrf': 'vrf1001'");
            try (var agent = agent(config, dying(real, 4), metrics)) {
                assertThatThrownBy(agent::look).isInstanceOf(PretendSwitch.Killed.class);
            }
            assertThat(real.database().rows()).isNotEqualTo(rows);

            // then nothing happens as long as it may still be at work
            assertThat(guard(router)).isZero();
            assertThat(folder.resolve("stopped")).doesNotExist();
            assertThat(real.database().rows()).isNotEqualTo(rows);

            // and afterwards all is as it was, without it
            overdue();
            assertThat(guard(router)).isZero();
            assertThat(real.frrFile()).isEqualTo(frr);
            assertThat(real.database().rows()).isEqualTo(rows);
            assertThat(RealSwitchTest.imports(real)).isEqualTo("[\"Vrf1800\"]");
            assertThat(folder.resolve("state/undo")).doesNotExist();
            assertThat(folder.resolve("stopped")).exists();
            assertThat(folder.resolve("started")).exists();
        }
    }

    /** The time is over. */
    private void overdue() throws IOException {
        var file = folder.resolve("state/undo");
        Files.writeString(file, Files.readString(file).replaceFirst("[0-9]+\n$", "1\n"));
    }

    private int guard(RealRouter router) throws Exception {
        var process = new ProcessBuilder("sh", SCRIPT.toString()).inheritIO();
        process.environment()
                .putAll(Map.of(
                        "METAL_CORE_STATE_DIR", folder.resolve("state").toString(),
                        "METAL_CORE_FRR_FILE", folder.resolve("frr.conf").toString(),
                        "METAL_CORE_FRR_FOLDER", folder.toString(),
                        "METAL_CORE_FRR_RELOAD", router.reload("--reload"),
                        "METAL_CORE_VTYSH", "echo \"tenantVrf\":\"Vrf1\"",
                        "METAL_CORE_REDIS_SOCKET", folder.resolve("redis.sock").toString(),
                        "METAL_CORE_STOP", "touch " + folder.resolve("stopped"),
                        "METAL_CORE_START", "touch " + folder.resolve("started")));
        var started = process.start();
        assertThat(started.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return started.exitValue();
    }
}

package metalplant.bootstrap.plantd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import metalplant.bootstrap.Ports;
import metalplant.bootstrap.Secrets;
import metalplant.bootstrap.upgrade.SlotBox;
import metalplant.cli.api.HmacSigner;
import metalplant.cli.api.HostSocket;
import metalplant.cli.api.PlantApi;
import metalplant.federation.ledger.Acceptance;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import metalplant.plan.PlantPlan;
import metalplant.store.backup.BackupSources;
import metalplant.store.kernel.Migrations;
import metalplant.wire.WireJson;
import metalplant.wire.plant.UpgradeInstallRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upgrades of a box whose plant is real: PostgreSQL, nsqd, API and host agent; slots, boot partition and firmware are files. */
class UpgradeEndToEndTest {
    private static final String PLAN =
            "region: eu\nzone: eu-north\npartition: north-1\nnetworks: {uplink: {mode: none}}\n";

    @TempDir
    Path folder = Path.of("");

    private TestBox box = new TestBox(folder, new Ports(20_000));
    private SlotBox slots = new SlotBox(folder.resolve("unused"));

    @BeforeEach
    void aBoxThatWasFlashed() throws Exception {
        slots = new SlotBox(folder.resolve("slots")).make();
        box = new TestBox(folder, Ports.chooseFree(new SystemWorld()));
        box.slots = slots;
        Files.createDirectories(box.host.media());
        Files.writeString(box.host.offeredPlan(), PLAN);
    }

    @AfterEach
    void powerOff() {
        box.units.killAll();
    }

    /** The end of the process, as far as anything behind it can tell. */
    private static final class Cut extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void anUpgradeOfARealPlantIsCutOffTriedTakenBackTriedAgainAndCommitted() throws Exception {
        // given a plant that is ready
        var plantd = power("1.0.0", _ -> {});
        box.awaitReady();
        // Nothing older ever ran here.
        box.await(
                () -> levels().equals(List.of("ledger " + Acceptance.LEVEL, "schema " + Migrations.LEVEL)),
                "the levels of a new plant");

        // when an upgrade is ordered through the API and the box is cut off while the state is saved
        assertThat(api(client -> client.get("v1/plant/upgrade").body())
                        .path("state")
                        .asText())
                .isEqualTo("none");
        plantd.stop();
        plantd = box.agent(point -> {
            if (point.equals("upgrade:snapshot")) {
                throw new Cut();
            }
        });
        box.awaitReady();
        var order = WireJson.mapper().valueToTree(new UpgradeInstallRequest(slots.file("2.0.0"), false));
        assertThat(api(client -> client.post("v1/plant/upgrade/install", order)).status())
                .isEqualTo(200);
        box.await(() -> state("snapshot") && snapshots().size() == 1, "the snapshot");
        plantd.stop();
        box.units.killAll();

        // then the box starts as it was, and goes on by itself
        plantd = power("1.0.0", _ -> {});
        box.await(() -> state("switched"), "the switch");
        assertThat(snapshots()).as("one snapshot, however often").hasSize(1);
        assertThat(upgrade().path("snapshot").asText()).endsWith(snapshots().getFirst());
        box.awaitReady();
        plantd.stop();
        box.units.killAll();

        // and the new version starts, expands the schema, and is good
        plantd = power("2.0.0", _ -> {});
        box.awaitReady();
        box.await(() -> state("good"), "good");
        expandAsTheNextRelease();
        assertThat(api(client -> client.post(
                                "v1/plant/upgrade/rollback", WireJson.mapper().createObjectNode()))
                        .body()
                        .path("state")
                        .asText())
                .isEqualTo("rolling-back");
        plantd.stop();
        box.units.killAll();

        // and the version before runs on what the new one has written
        plantd = power("1.0.0", _ -> {});
        box.awaitReady();
        assertThat(upgrade().path("state").asText()).isEqualTo("rolled-back");
        assertThat(api(client -> client.get("v1/partition/north-1")).status()).isEqualTo(200);

        // and once more, up to the commit
        assertThat(host(socket -> socket.post("v1/plant/upgrade/install", order))
                        .status())
                .isEqualTo(200);
        box.await(() -> state("switched"), "the second switch");
        assertThat(snapshots()).hasSize(1);
        plantd.stop();
        box.units.killAll();
        plantd = power("2.0.0", _ -> {});
        box.awaitReady();
        box.await(() -> state("good"), "good again");
        assertThat(host(socket -> socket.post(
                                "v1/plant/upgrade/commit", WireJson.mapper().createObjectNode()))
                        .body()
                        .path("state")
                        .asText())
                .isEqualTo("committed");
        var refused = host(socket ->
                socket.post("v1/plant/upgrade/rollback", WireJson.mapper().createObjectNode()));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("is committed since");
        plantd.stop();
    }

    /** What an upgrade to the next release does before its commit. */
    private void expandAsTheNextRelease() {
        var steps = new ArrayList<>(Migrations.steps());
        steps.add(new Migrations.Step(
                "9001-tenant-note.sql", "ALTER TABLE tenant_entity ADD COLUMN IF NOT EXISTS note TEXT"));
        steps.add(new Migrations.Step("9002-contract-2-drop-tenant-note.sql", "DROP TABLE IF EXISTS tenant_entity"));
        int applied = new Migrations(
                        BackupSources.forWriting(engine().config()), box.world, steps, Migrations.LEVEL + 1)
                .run();
        assertThat(applied).as("what contracts waits").isEqualTo(1);
    }

    private Engine engine() {
        return new Engine(PlantPlan.Engine.POSTGRES, box.host);
    }

    private List<String> levels() {
        var config = engine().config();
        try (var connection = DriverManager.getConnection(config.jdbcUrl(), config.user(), config.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT name, level FROM schema_level ORDER BY name")) {
            var levels = new ArrayList<String>();
            while (rows.next()) {
                levels.add(rows.getString(1) + " " + rows.getLong(2));
            }
            return levels;
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> snapshots() {
        var place = box.host.var().resolve("upgrade/snapshot");
        if (!Files.exists(place)) {
            return List.of();
        }
        try (var files = Files.list(place)) {
            return files.map(each -> String.valueOf(each.getFileName()))
                    .filter(name -> name.endsWith(".backup"))
                    .toList();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Power, firmware, host agent; nothing of /run is left. */
    private TestBox.Running power(String version, Consumer<String> points) throws Exception {
        if (Files.exists(box.host.run())) {
            try (var all = Files.walk(box.host.run())) {
                for (var each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        assertThat(slots.boot()).isEqualTo(version);
        return box.agent(points);
    }

    private JsonNode upgrade() {
        return host(socket -> socket.get("v1/plant/upgrade")).body();
    }

    private boolean state(String wanted) {
        try {
            return upgrade().path("state").asText().equals(wanted);
        } catch (Problem _) {
            return false;
        }
    }

    private <T> T host(java.util.function.Function<HostSocket, T> work) {
        try (var host = new HostSocket(box.host.socket(), Duration.ofSeconds(20))) {
            return work.apply(host);
        }
    }

    private <T> T api(java.util.function.Function<PlantApi, T> work) {
        var admin = new Secrets(box.host.plant().secrets()).hmac().admin();
        try (var api = new PlantApi(
                box.host.ports().apiUrl(), new HmacSigner("Metal-Admin", admin), Duration.ofSeconds(20), box.world)) {
            return work.apply(api);
        }
    }
}

package metalplant.cli.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import metalplant.wire.region.ZoneMember;
import metalplant.wire.region.ZoneResponse;
import org.junit.jupiter.api.Test;

class SampleTest {
    private static final Path GOLDEN = Path.of("..", "..", "tests", "samples", "golden");

    private static ZoneResponse zone(String region, String id, String... partitions) {
        return new ZoneResponse(
                id,
                region,
                "",
                "",
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of(),
                List.of(partitions).stream()
                        .map(partition -> new ZoneMember(partition, "north", null, null))
                        .toList(),
                null,
                List.of(),
                List.of());
    }

    private static final List<ZoneResponse> ZONES = List.of(
            zone("fra", "fra-tel", "fra_tel_01"),
            zone("fra", "fra-eqx", "fra_eqx_02", "fra_eqx_01"),
            zone("fra", "Fra_itx.3", "fra_itx_01"),
            zone("fra", "fra-empty"),
            zone("muc", "muc-a", "muc_a_01"));

    private static final Sites SITES = Sites.of(ZONES, "fra", List.of());

    @Test
    void aShootHasWorkersInEachZone() throws IOException {
        var shoot = new ShootSample(
                "demo",
                "garden-demo",
                "00000000-0000-0000-0000-000000000001",
                "metal",
                "metal",
                "1.33.4",
                "c1-xlarge-x86",
                "ubuntu",
                "24.4.0",
                "n1-medium-x86",
                "firewall-ubuntu-3.0",
                List.of("internet"),
                2);
        requireGolden("gardener-shoot.yaml", shoot.documents(SITES));
    }

    @Test
    void aClusterHasADeploymentInEachZone() throws IOException {
        var cluster = new ClusterApiSample(
                "demo",
                "default",
                "00000000-0000-0000-0000-000000000001",
                "v1.33.4",
                "c1-xlarge-x86",
                "ubuntu-24.4",
                "192.0.2.1",
                "NETWORK",
                3,
                2);
        requireGolden("cluster-api.yaml", cluster.documents(SITES));
    }

    @Test
    void storageStaysInItsZone() throws IOException {
        requireGolden("storageclass.yaml", new StorageClassSample("zonal", "lvm.csi.metal-stack.io").documents(SITES));
    }

    @Test
    void onlyZonesOfOneRegionWithPartitionsAreMeant() {
        assertThat(SITES.zoneIds()).containsExactly("Fra_itx.3", "fra-eqx", "fra-tel");
        assertThat(Sites.of(ZONES, "", List.of("muc-a")).region()).isEqualTo("muc");
        assertThatThrownBy(() -> Sites.of(ZONES, "", List.of())).hasMessageContainingAll("fra, muc", "--region");
        assertThatThrownBy(() -> Sites.of(ZONES, "fra", List.of("fra-empty"))).hasMessageContaining("partition zone");
        assertThat(Sites.named("demo", "Fra_itx.3")).isEqualTo("demo-fra-itx-3");
    }

    private static void requireGolden(String name, List<Map<String, Object>> documents) throws IOException {
        var file = GOLDEN.resolve(name);
        var text = YamlText.of(documents);
        if (System.getProperty("golden", "").equals("write")) {
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }
}

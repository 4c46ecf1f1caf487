package metalplant.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import metalplant.testkit.systemd.Programs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every unit of ours keeps, read from the files alone. */
class UnitFilesTest {
    private static final Map<String, List<String>> CAPABILITIES = Map.of(
            "metal-api.service", List.of("NET_ADMIN"),
            "plant-dns.service", List.of("NET_BIND_SERVICE"),
            "plant-dhcp.service", List.of("NET_BIND_SERVICE"),
            "plant-boot.service", List.of("NET_BIND_SERVICE"),
            "plant-images.service", List.of("NET_BIND_SERVICE"),
            "plant-time.service", List.of("NET_BIND_SERVICE", "SYS_TIME"));

    /** Only where a plan names an address for all plants. */
    private static final List<String> WITH_REACH = List.of("plant-frr.service", "plant-reach.service");

    private static final int GIBIBYTE = 1024;

    static Stream<UnitFile> containers() {
        return UnitFile.containers().stream();
    }

    static Stream<UnitFile> services() {
        return Stream.concat(containers(), UnitFile.plain().stream().filter(UnitFile::isService));
    }

    @ParameterizedTest
    @MethodSource("containers")
    void aContainerIsConfinedAsFarAsItsServiceAllows(UnitFile unit) {
        assertThat(unit.one("User")).contains(UnitTable.of(unit.unit()).user());
        assertThat(unit.one("Group")).isEqualTo(unit.one("User"));
        assertThat(unit.all("DropCapability")).containsExactly("all");
        assertThat(unit.all("AddCapability")).isEqualTo(CAPABILITIES.getOrDefault(unit.unit(), List.of()));
        assertThat(unit.one("ReadOnly")).contains("true");
        assertThat(unit.all("NoNewPrivileges")).containsExactly("true", "yes");
        assertThat(unit.all("Volume"))
                .allSatisfy(volume -> assertThat(volume).matches("(/[a-z-]+)+:(/[a-z-]+)+:r[ow],nosuid,nodev,noexec"));
        assertThat(unit.all("PublishPort")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("containers")
    void aContainerIsThatOfItsReleaseAndNeverFetched(UnitFile unit) {
        assertThat(unit.one("Image"))
                .hasValueSatisfying(image -> assertThat(image)
                        .matches("localhost/metal-plant/(postgres|cockroach|nsq|metal-api|infra|frr):@VERSION@"));
        assertThat(unit.one("Pull")).contains("never");
        assertThat(unit.one("Entrypoint"))
                .hasValueSatisfying(entry -> assertThat(entry).startsWith("/usr/lib/metal-plant/bin/"));
    }

    @ParameterizedTest
    @MethodSource("containers")
    void aContainerIsWatchedAndWaitsForNoNetwork(UnitFile unit) {
        assertThat(unit.one("HealthCmd"))
                .hasValueSatisfying(check -> assertThat(check).startsWith("/usr/lib/metal-plant/bin/health "));
        assertThat(unit.one("HealthStartupCmd")).isEqualTo(unit.one("HealthCmd"));
        assertThat(unit.one("HealthOnFailure")).contains("kill");
        assertThat(unit.one("Notify")).contains("healthy");
        assertThat(unit.one("Restart")).contains("always");
        assertThat(unit.one("StartLimitIntervalSec")).contains("0");
        assertThat(unit.one("SuccessExitStatus")).contains("143");
        assertThat(unit.one("DefaultDependencies")).contains("false");
        assertThat(unit.one("PartOf")).contains("metal-plant.target");
        assertThat(unit.one("ConditionPathExists"))
                .contains("/run/metal-plant/env/" + unit.unit().replace(".service", ".env"));
    }

    @ParameterizedTest
    @MethodSource("services")
    void aServiceHasLimitsAndGainsNoPrivileges(UnitFile unit) {
        assertThat(unit.one("MemoryMax")).isPresent();
        assertThat(unit.one("TasksMax")).isPresent();
        assertThat(unit.all("NoNewPrivileges")).contains("yes");
        assertThat(unit.one("CapabilityBoundingSet")).isPresent();
        assertThat(unit.one("RestrictAddressFamilies")).isPresent();
        assertThat(unit.all("SystemCallFilter")).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("services")
    void theTableSaysWhatAUnitMayHold(UnitFile unit) {
        assertThat(UnitTable.of(unit.unit()).memory()).isEqualTo(unit.memoryMax() + "M");
    }

    @Test
    void allThatEveryPlantRunsHasLessThanThreeGibTogether() {
        long sum = services()
                .filter(unit -> !unit.unit().equals("cockroach.service"))
                .filter(unit -> !WITH_REACH.contains(unit.unit()))
                .mapToLong(UnitFile::memoryMax)
                .sum();

        assertThat(sum).isLessThan(3 * 1_024);
    }

    @Test
    void theTableHasNoUnitThatIsNotThere() {
        assertThat(services().map(UnitFile::unit))
                .containsExactlyInAnyOrderElementsOf(UnitTable.read().keySet());
    }

    @Test
    void allTogetherHoldLessThanWhatIsPromised() {
        assertThat(sumWithout("cockroach.service")).isLessThan(3 * GIBIBYTE + GIBIBYTE / 2);
        assertThat(sumWithout("postgres.service")).isLessThan(4 * GIBIBYTE + GIBIBYTE / 2);
    }

    private static long sumWithout(String unit) {
        return services()
                .filter(each -> !each.unit().equals(unit))
                .mapToLong(UnitFile::memoryMax)
                .sum();
    }

    @Test
    void installingPutsTheVersionInAndKeepsModes(@TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("usr/lib"));

        install("1.2.3-rc.1", root).good();

        assertThat(root.resolve("etc/containers/systemd/postgres.container"))
                .content()
                .contains("Image=localhost/metal-plant/postgres:1.2.3-rc.1\n");
        try (var files = Files.walk(root)) {
            assertThat(files.filter(Files::isRegularFile)).allSatisfy(file -> {
                assertThat(Files.readString(file)).doesNotContain("@VERSION@");
                assertThat(Files.getPosixFilePermissions(file)).hasSize(4);
            });
        }
        var wanted = root.resolve("usr/lib/systemd/system/multi-user.target.wants/metal-plant.target");
        assertThat(Files.readSymbolicLink(wanted)).isEqualTo(Path.of("../metal-plant.target"));
        assertThat(install("a b", root).status()).isEqualTo(2);
        assertThat(install("1", root.resolve("none")).text()).contains("is no root of a host");
    }

    private static Programs.Output install(String version, Path root) {
        var script = UnitFile.FOLDER.resolve("install").toString();
        return Programs.run(Duration.ofMinutes(1), List.of("sh", script, version, root.toString()));
    }
}

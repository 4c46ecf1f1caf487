package metalplant.units;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import metalplant.core.units.UnitActivity;
import metalplant.core.units.UnitName;
import metalplant.host.SystemdUnits;
import metalplant.model.SystemWorld;
import metalplant.testkit.systemd.DebianTree;
import metalplant.testkit.systemd.MadeContainers;
import metalplant.testkit.systemd.Programs;
import metalplant.testkit.systemd.SystemdContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real containers under our units, those that need nothing of a whole plant: database, message bus, names, time, and the two that talk to
 * management controllers, which wait for the rest. They are there once {@code ./plant
 * image containers} has made them; without them this is skipped, because making them takes minutes.
 */
class RealContainersTest {
    private static final Path ARCHIVES = MadeContainers.FOLDER;
    private static final Pattern VERSION = Pattern.compile("\"version\"\\s*:\\s*\"([^\"]+)\"");
    private static final Duration AT_MOST = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void databaseBusNamesTimeBmcAndConsoleComeUpHealthyAndGoInOrder() throws Exception {
        var missing = DebianTree.missing();
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        var unmade = MadeContainers.missing();
        assumeTrue(unmade.isEmpty(), () -> unmade.orElse(""));
        try (var machine = SystemdContainer.of(DebianTree.named("systemd"))) {
            prepare(machine);
            machine.boot();
            for (var name : List.of("postgres", "nsq", "infra", "metal-api")) {
                machine.run("podman", "load", "-q", "-i", "/srv/" + name + ".oci.tar")
                        .good();
            }
            give(machine);
            try (var units = new SystemdUnits(new SystemWorld(), machine.bus(), List.of("journalctl"))) {
                for (var name : List.of("postgres", "nsqd", "plant-dns", "plant-time", "plant-bmc", "plant-console")) {
                    var started = units.start(UnitName.of(name + ".service"), AT_MOST);
                    assertThat(started.activity()).as(name).isEqualTo(UnitActivity.ACTIVE);
                }
                assertThat(units.state(UnitName.of("nsqlookupd.service")).activity())
                        .isEqualTo(UnitActivity.ACTIVE);
                var database = units.reload(UnitName.of("postgres.service"), AT_MOST);
                assertThat(database.activity()).isEqualTo(UnitActivity.ACTIVE);
                for (var name : List.of(
                        "plant-console", "plant-bmc", "plant-time", "plant-dns", "nsqd", "nsqlookupd", "postgres")) {
                    var stopped = units.stop(UnitName.of(name + ".service"), AT_MOST);
                    assertThat(stopped.result()).as(name).isEqualTo("success");
                }
            }
        }
    }

    private static void prepare(SystemdContainer machine) throws IOException {
        var version = VERSION.matcher(Files.readString(ARCHIVES.resolve("images.json")));
        assertThat(version.find()).isTrue();
        machine.write("/usr/lib/systemd/system/.keep", "");
        var install = UnitFile.FOLDER.resolve("install").toString();
        Programs.run(
                        AT_MOST,
                        List.of("sh", install, version.group(1), machine.at("/").toString()))
                .good();
        machine.bind(ARCHIVES, "/srv")
                .write(
                        "/etc/systemd/system/plantd.service.d/test.conf",
                        "[Service]\nExecStart=\nExecStart=/bin/sleep infinity\n");
    }

    /** What plantd gives to units. */
    private void give(SystemdContainer machine) throws IOException, GeneralSecurityException {
        machine.write("/run/metal-plant/env/postgres.env", "PLANT_DATABASE_PASSWORD=letters\n")
                .write("/run/metal-plant/env/nsqlookupd.env", "")
                .write("/run/metal-plant/env/nsqd.env", "")
                .write("/run/metal-plant/env/plant-dns.env", "")
                .write("/run/metal-plant/env/plant-time.env", "")
                .write(
                        "/run/metal-plant/dns/dnsmasq.conf",
                        "port=53\nno-resolv\nno-hosts\nbind-dynamic\nlisten-address=127.0.0.1\n")
                .write("/run/metal-plant/time/chrony.conf", """
                        local stratum 10 orphan
                        cmdport 0
                        """);
        var store = keys();
        var certificate = pem("CERTIFICATE", store.getCertificate("nsqd").getEncoded());
        var key =
                pem("PRIVATE KEY", store.getKey("nsqd", "letters".toCharArray()).getEncoded());
        for (var place : List.of("nsq/nsqd", "plant-bmc/nsq-client")) {
            machine.write("/run/metal-plant/%s.crt".formatted(place), certificate)
                    .write("/run/metal-plant/%s.key".formatted(place), key)
                    .write("/run/metal-plant/%s/ca.crt".formatted(place.replaceFirst("/.*", "")), certificate);
        }
        machine.write("/run/metal-plant/env/plant-bmc.env", "PLANT_BMC_PARTITION=north-1\n")
                .write("/run/metal-plant/plant-bmc/controllers.key", "letters\n")
                .write("/run/metal-plant/env/plant-console.env", "")
                .write("/run/metal-plant/plant-console/view.key", "letters\n");
        machine.run(
                        "install",
                        "-d",
                        "-o",
                        "metal-plant",
                        "-m",
                        "0700",
                        "/var/lib/metal-plant/plant/federation",
                        "/var/lib/metal-plant/plant/federation/console")
                .good();
    }

    private KeyStore keys() throws IOException, GeneralSecurityException {
        var file = folder.resolve("keys.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Programs.run(
                        AT_MOST,
                        List.of(
                                keytool,
                                "-genkeypair",
                                "-alias",
                                "nsqd",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=nsqd",
                                "-storepass",
                                "letters",
                                "-keystore",
                                file.toString()))
                .good();
        return KeyStore.getInstance(file.toFile(), "letters".toCharArray());
    }

    private static String pem(String kind, byte[] content) {
        var lines = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content);
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, lines);
    }
}

package metalplant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import metalplant.bootstrap.images.ImageOptions;
import metalplant.core.audit.AuditConfig;
import metalplant.core.bus.BmcSuperUser;
import metalplant.door.Role;
import metalplant.door.bearer.BearerConfig;
import metalplant.door.bearer.Issuer;
import metalplant.imagestore.s3.S3Place;
import metalplant.model.Problem;
import metalplant.server.PlantOptions;
import metalplant.server.federation.TunnelConfig;
import metalplant.server.tls.DoorTlsConfig;
import metalplant.server.trace.TraceConfig;
import metalplant.server.url.UrlCheckConfig;
import metalplant.server.vpn.VpnConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsFileTest {
    private static final String EVERYTHING = """
            # as at the north site
            url-check.enabled=false
            url-check.timeout=PT2S
            url-check.parallel-max=3
            bmc.super-user-password-file=secrets/bmc
            console-password.reason-length-min=10
            boot.waits-max=50
            boot.leases-max=60
            boot.lease-life=PT24H
            federation.label=fra_eqx_01
            federation.address=192.0.2.7
            federation.pairing-port=7447
            federation.hold-down=PT5M
            federation.tunnel=wireguard
            federation.tunnel-port=40000
            federation.quarantine=P2D
            federation.nat=behind
            federation.key-life=PT24H
            federation.kept-backups-mib=512
            router.tls=on
            router.names=api.example.org, 192.0.2.8
            router.certificate-file=tls.crt
            router.key-file=secrets/tls.key
            router.role-max=admin
            images.origin=https://images.example.org/store
            images.max-gib=50
            images.image-max-gib=8
            images.reserve-gib=2
            images.keep-min=1
            images.keep-max=4
            images.grace=P1D
            images.rate-mib=20
            images.streams=16
            images.tls-port=8443
            oidc.dex-url=https://dex.example.org/dex
            oidc.dex-client-id=metal
            oidc.ca-file=dex.pem
            oidc.offline-max=P3D
            oidc.clock-skew=PT10S
            audit.keep=P30D
            audit.entries-max=5000
            metrics.listen=127.0.0.1:2112
            traces.endpoint=http://traces.example.org:4318/v1/traces
            traces.percent=5
            backup.to=disk, disk:/media/usb
            backup.keep-count=3
            backup.keep-days=0
            firmware.to=s3://firmware/north?endpoint=https://s3.example.org
            vpn.headscale=https://vpn.example.org:8080/
            vpn.api-key-file=secrets/headscale
            vpn.address=https://vpn.example.org
            """;

    @TempDir
    Path folder = Path.of("");

    private PlantOptions read(String text) throws Exception {
        return OptionsFile.read(Files.writeString(folder.resolve("plant.properties"), text));
    }

    private void secret(String text) throws Exception {
        var secrets = Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("bmc"), text);
        Files.writeString(secrets.resolve("headscale"), "key of headscale\n");
    }

    @Test
    void withoutAFileEverythingIsAsItAlwaysWas() {
        assertThat(OptionsFile.read(folder.resolve("plant.properties")))
                .isEqualTo(new PlantOptions(
                        new UrlCheckConfig(true, Duration.ofSeconds(5), 16),
                        BmcSuperUser.NONE,
                        0,
                        new PlantOptions.Boot(20_000, 20_000, Duration.ofDays(4)),
                        new PlantOptions.Federation(
                                "",
                                "",
                                0,
                                Duration.ofMinutes(15),
                                TunnelConfig.Mode.AUTO,
                                51_820,
                                Duration.ofDays(7),
                                TunnelConfig.Nat.NONE,
                                Duration.ofDays(30),
                                2_048),
                        new PlantOptions.Router(
                                new DoorTlsConfig(DoorTlsConfig.Mode.AUTO, List.of(), Optional.empty()), Role.EDIT),
                        Optional.empty(),
                        Optional.empty(),
                        PlantOptions.Bearer.DEFAULT,
                        AuditConfig.DEFAULT,
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void everyKeyHasItsEffect() throws Exception {
        secret("geheim\n");

        assertThat(read(EVERYTHING))
                .isEqualTo(new PlantOptions(
                        new UrlCheckConfig(false, Duration.ofSeconds(2), 3),
                        new BmcSuperUser("geheim"),
                        10,
                        new PlantOptions.Boot(50, 60, Duration.ofHours(24)),
                        new PlantOptions.Federation(
                                "fra_eqx_01",
                                "192.0.2.7",
                                7447,
                                Duration.ofMinutes(5),
                                TunnelConfig.Mode.WIREGUARD,
                                40_000,
                                Duration.ofDays(2),
                                TunnelConfig.Nat.BEHIND,
                                Duration.ofDays(1),
                                512),
                        new PlantOptions.Router(
                                new DoorTlsConfig(
                                        DoorTlsConfig.Mode.ON,
                                        List.of("api.example.org", "192.0.2.8"),
                                        Optional.of(new DoorTlsConfig.Files(
                                                folder.resolve("tls.crt"), folder.resolve("secrets/tls.key")))),
                                Role.ADMIN),
                        Optional.of(S3Place.parse("s3://firmware/north?endpoint=https://s3.example.org")),
                        Optional.of(new VpnConfig(
                                URI.create("https://vpn.example.org:8080"),
                                new VpnConfig.ApiKey("key of headscale"),
                                "https://vpn.example.org")),
                        new PlantOptions.Bearer(
                                new BearerConfig(
                                        Duration.ofDays(3),
                                        Duration.ofSeconds(10),
                                        BearerConfig.DEFAULT.refreshEvery(),
                                        BearerConfig.DEFAULT.refreshRest(),
                                        BearerConfig.DEFAULT.patience()),
                                Optional.of(
                                        new Issuer(Issuer.Kind.DEX, "https://dex.example.org/dex", "metal", "", "")),
                                Optional.of(folder.resolve("dex.pem"))),
                        new AuditConfig(Duration.ofDays(30), 5_000),
                        Optional.of(new InetSocketAddress("127.0.0.1", 2112)),
                        Optional.of(new TraceConfig(URI.create("http://traces.example.org:4318/v1/traces"), 5))));
    }

    @Test
    void whatIsChosenCanBePrintedWithoutTheSecret() throws Exception {
        secret("geheim");

        assertThat(read(EVERYTHING).toString()).doesNotContain("geheim").doesNotContain("key of headscale");
    }

    @Test
    void aKeyThatNobodyKnowsStopsTheStartAndNamesThoseThatThereAre() {
        assertThatThrownBy(() -> read("url-check.enable=false"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("plant.properties: there is no key url-check.enable;")
                .hasMessageContaining("url-check.enabled");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "url-check.enabled=yes; url-check.enabled must be true or false",
                "url-check.timeout=5; url-check.timeout must be a duration as PT5S",
                "url-check.timeout=PT0S; must be positive",
                "url-check.parallel-max=-1; url-check.parallel-max must be a number",
                "url-check.parallel-max=0; must be positive",
                "bmc.super-user-password-file=nowhere; bmc.super-user-password-file must be a file",
                "console-password.reason-length-min=1001; from 0 to 1000",
                "boot.waits-max=99999999; boot.waits-max must be a number",
                "boot.leases-max=0; cannot boot",
                "boot.lease-life=PT1M; from 10 minutes to 30 days",
                "router.tls=yes; router.tls must be auto, on or off",
                "router.role-max=any; router.role-max must be view, edit or admin",
                "router.names=a b; DNS names and addresses",
                "router.key-file=tls.key; belong together",
                "firmware.to=s3://X; firmware.to must be a bucket",
                "vpn.headscale=https://vpn.example.org; belong together",
                "vpn.api-key-file=nowhere; vpn.api-key-file must be a file"
            })
    void aValueThatDoesNotFitStopsTheStart(String line, String complaint) {
        assertThatThrownBy(() -> read(line))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("plant.properties: ")
                .hasMessageContaining(complaint);
    }

    @Test
    void placesAndLifeOfBackupsAreReadByThemselves() throws Exception {
        var file = Files.writeString(folder.resolve("plant.properties"), EVERYTHING);

        assertThat(OptionsFile.backup(file)).isEqualTo(new BackupOptions(List.of("disk", "disk:/media/usb"), 3, 0));
        assertThat(OptionsFile.backup(folder.resolve("none"))).isEqualTo(BackupOptions.DEFAULT);
        assertThatThrownBy(() -> read("backup.keep-count=0")).hasMessageContaining("backup.keep-count must be");
    }

    @Test
    void theImageStoreReadsItsOwnKeys() throws Exception {
        var file = Files.writeString(folder.resolve("plant.properties"), EVERYTHING);

        assertThat(OptionsFile.images(file))
                .isEqualTo(new ImageOptions(
                        Optional.of("https://images.example.org/store"),
                        50,
                        8,
                        2,
                        1,
                        4,
                        Duration.ofDays(1),
                        20,
                        16,
                        8443));
        assertThat(OptionsFile.images(folder.resolve("none"))).isEqualTo(ImageOptions.DEFAULT);
        assertThatThrownBy(() -> read("images.origin=ftp://x")).hasMessageContaining("images.origin must be");
        assertThatThrownBy(() -> read("images.origin=s3://X")).hasMessageContaining("images.origin must be");
        assertThatThrownBy(() -> read("images.streams=0")).hasMessageContaining("1 to 32");
        assertThatThrownBy(() -> read("images.keep-min=5\nimages.keep-max=2")).hasMessageContaining("at least");
    }

    @Test
    void anEmptyPasswordFileIsNotTakenForASecret() throws Exception {
        secret("\n");

        assertThatThrownBy(() -> read(EVERYTHING)).hasMessageContaining("holds one line");
    }

    @Test
    void theDocumentNamesEveryKeyAndNoOther() throws Exception {
        var document = Files.readString(Path.of(System.getProperty("basedir", System.getProperty("user.dir")))
                .resolve("../docs/configuration.md"));
        var named = Pattern.compile("^\\| `([a-z-]+[.][a-z-]+)` \\|", Pattern.MULTILINE)
                .matcher(document)
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(named)
                .containsExactlyElementsOf(EVERYTHING
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.replaceFirst("=.*", ""))
                        .toList());
    }
}

package metalplant.bmc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.bmc.driver.Controller;
import metalplant.bmc.redfish.Pins;
import metalplant.bmc.redfish.RedfishDrivers;
import metalplant.bmc.vendor.Vendors;
import metalplant.testkit.bus.Eventually;

/** OpenStack's Redfish server with a machine that follows after some seconds; installed by {@code tests/python/build.sh}. */
final class Sushy implements AutoCloseable {
    static final String UUID = "27946b59-9e44-4fa7-8e91-f3527a1ef094";

    private static final Path BUILD = Path.of("tests", "python", "build.sh");

    private final Path folder;
    private final int port;
    private final Optional<Path> keyStore;
    private final Daemon daemon;

    private Sushy(Path folder, int port, Optional<Path> keyStore) {
        this.folder = folder;
        this.port = port;
        this.keyStore = keyStore;
        this.daemon = launch();
        try (var drivers = drivers((_, _) -> true)) {
            Eventually.succeeds("sushy answers", () -> drivers.of(controller()).facts());
        }
    }

    /** In plain HTTP. */
    static Sushy plain(Path folder) {
        return new Sushy(made(folder), Daemon.freePort(), Optional.empty());
    }

    /** With a certificate that it signed itself, as controllers have it. */
    static Sushy withCertificate(Path folder, int port) {
        return new Sushy(made(folder), port, Optional.of(certificate(folder)));
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Daemon launch() {
        var packages = run(List.of("sh", script().toString(), "sushy-tools"));
        var command = new ArrayList<>(List.of(
                "python3",
                "-c",
                "import sys; sys.argv[0] = 'sushy-emulator'; from sushy_tools.emulator.main import main; sys.exit(main())",
                "--fake",
                "-i",
                "127.0.0.1",
                "-p",
                Integer.toString(port)));
        keyStore.ifPresent(
                pem -> command.addAll(List.of("--ssl-certificate", pem.toString(), "--ssl-key", pem.toString())));
        var config = folder.resolve("sushy.conf");
        try {
            Files.createDirectories(folder.resolve("state"));
            Files.writeString(config, "SUSHY_EMULATOR_STATE_DIR = '%s'\n".formatted(folder.resolve("state")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Daemon(folder, Map.of("PYTHONPATH", packages, "SUSHY_EMULATOR_CONFIG", config.toString()), command);
    }

    /** Key and certificate in one file. */
    private static Path certificate(Path folder) {
        var pem = folder.resolve("own.pem");
        run(List.of(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "1",
                "-subj",
                "/CN=a controller",
                "-keyout",
                pem.toString(),
                "-out",
                folder.resolve("cert").toString()));
        try {
            Files.writeString(pem, Files.readString(pem) + Files.readString(folder.resolve("cert")));
            return pem;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path script() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(BUILD))) {
                return folder.resolve(BUILD);
            }
        }
        throw new IllegalStateException("%s is in no folder above this one".formatted(BUILD));
    }

    private static String run(List<String> command) {
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("%s failed".formatted(command));
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    RedfishDrivers drivers(Pins pins) {
        return new RedfishDrivers(
                keyStore.isPresent() ? "https" : "http", port, Duration.ofSeconds(20), pins, Vendors.known());
    }

    Controller controller() {
        return new Controller("127.0.0.1", 623, "admin", "secret");
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        daemon.close();
    }
}

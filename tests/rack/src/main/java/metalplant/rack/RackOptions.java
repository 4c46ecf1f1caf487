package metalplant.rack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import metalplant.rack.fault.Faults;
import metalplant.rack.inventory.HardwareProfile;
import metalplant.rack.inventory.Seed;
import metalplant.rack.plant.Pem;
import metalplant.rack.plant.PlantAccess;
import metalplant.rack.plant.StatusFile;
import metalplant.rack.time.Pace;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the process. What is given explicitly wins over what the status file says. */
final class RackOptions {
    @Option(names = "--status", paramLabel = "PATH", description = "a plant's status as JSON, or its data directory")
    @Nullable
    Path status;

    @Option(names = "--api-url", paramLabel = "URL", description = "base of the REST API, with its base path")
    @Nullable
    String apiUrl;

    @Option(names = "--api-ca", paramLabel = "FILE", description = "authority to trust for an https API")
    @Nullable
    Path apiCa;

    @Option(names = "--hmac-view", paramLabel = "KEY", description = "key of type Metal-View")
    @Nullable
    String hmacView;

    @Option(names = "--hmac-edit", paramLabel = "KEY", description = "key of type Metal-Edit")
    @Nullable
    String hmacEdit;

    @Option(names = "--grpc", paramLabel = "HOST:PORT", description = "address of the boot service")
    @Nullable
    String grpc;

    @Option(names = "--grpc-plain", description = "no TLS to the boot service; for tests")
    boolean grpcPlain;

    @Option(names = "--ca", paramLabel = "FILE", description = "authority of the boot service")
    @Nullable
    Path ca;

    @Option(names = "--cert", paramLabel = "FILE", description = "client certificate for the boot service")
    @Nullable
    Path cert;

    @Option(names = "--key", paramLabel = "FILE", description = "its key, PKCS#8")
    @Nullable
    Path key;

    @Option(names = "--nsq", paramLabel = "HOST:PORT", description = "address of nsqd; without it no commands arrive")
    @Nullable
    String nsq;

    @Option(names = "--nsq-plain", description = "no TLS to nsqd; for tests")
    boolean nsqPlain;

    @Option(
            names = "--nsq-ca",
            paramLabel = "FILE",
            description = "authority of nsqd; default: that of the boot service")
    @Nullable
    Path nsqCa;

    @Option(names = "--nsq-cert", paramLabel = "FILE", description = "client certificate for nsqd")
    @Nullable
    Path nsqCert;

    @Option(names = "--nsq-key", paramLabel = "FILE", description = "its key, PKCS#8")
    @Nullable
    Path nsqKey;

    @Option(names = "--partition", paramLabel = "ID", description = "partition that the rack belongs to")
    @Nullable
    String partition;

    @Option(names = "--machines", paramLabel = "N", defaultValue = "16", description = "1 to 10000 (${DEFAULT-VALUE})")
    int machines;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "root of all chance (${DEFAULT-VALUE})")
    long seed;

    @Option(
            names = "--speed",
            paramLabel = "X",
            defaultValue = "100",
            description = "how many times faster than in the field (${DEFAULT-VALUE})")
    double speed;

    @Option(
            names = "--booting-max",
            paramLabel = "N",
            defaultValue = "64",
            description = "servers that boot at once (${DEFAULT-VALUE})")
    int bootingMax;

    @Option(
            names = "--hardware",
            paramLabel = "SPEC",
            defaultValue = "cores=8",
            description = "e.g. cores=8,memory=64,disks=960+960,cpu=MODEL")
    String hardware = "cores=8";

    @Option(
            names = {"--fault", "--faults"},
            paramLabel = "SPEC",
            defaultValue = "",
            description = "e.g. crash-in-install=0.1,wrong-cable=m3,bmc-silent=m4+m5")
    String faults = "";

    @Option(names = "--state-file", paramLabel = "FILE", description = "renewed every second")
    @Nullable
    Path stateFile;

    @Option(names = "--leases", description = "each server asks for a certificate and key of its own")
    boolean leases;

    Simulation.Setup setup(PlantAccess access) {
        return new Simulation.Setup(
                new Seed(access.partition(), seed),
                machines,
                HardwareProfile.parse(hardware),
                Faults.parse(faults),
                new Pace(speed),
                bootingMax);
    }

    /**
     * Puts status file and options together.
     *
     * @throws IllegalArgumentException naming the option that is missing
     */
    PlantAccess access() throws IOException {
        Optional<StatusFile> file = status == null ? Optional.empty() : Optional.of(StatusFile.read(status));
        var boot = tls(ca, cert, key).or(() -> fromStatus(file, "/grpc"));
        var broker =
                tls(nsqCa, nsqCert, nsqKey).or(() -> fromStatus(file, "/nsq")).or(() -> boot);
        return new PlantAccess(
                partition == null
                        ? file.flatMap(StatusFile::partition).orElseThrow(() -> missing("--partition"))
                        : partition,
                URI.create(withSlash(value(apiUrl, file, "/api/url", "--api-url"))),
                apiCa == null ? Optional.empty() : Optional.of(Files.readString(apiCa)),
                value(hmacView, file, "/api/hmac/view", "--hmac-view"),
                value(hmacEdit, file, "/api/hmac/edit", "--hmac-edit"),
                value(grpc, file, "/grpc/address", "--grpc"),
                grpcPlain ? Optional.empty() : Optional.of(boot.orElseThrow(() -> missing("--ca, --cert and --key"))),
                nsq == null ? file.flatMap(it -> it.text("/nsq/tcp")) : Optional.of(nsq),
                nsqPlain ? Optional.empty() : broker,
                leases);
    }

    private static String value(@Nullable String option, Optional<StatusFile> file, String pointer, String name) {
        return option == null ? file.flatMap(it -> it.text(pointer)).orElseThrow(() -> missing(name)) : option;
    }

    private static Optional<Pem> tls(@Nullable Path ca, @Nullable Path cert, @Nullable Path key) throws IOException {
        return ca == null || cert == null || key == null
                ? Optional.empty()
                : Optional.of(new Pem(Files.readString(ca), Files.readString(cert), Files.readString(key)));
    }

    private static Optional<Pem> fromStatus(Optional<StatusFile> file, String pointer) {
        try {
            return file.isEmpty() ? Optional.empty() : file.get().tls(pointer);
        } catch (IOException e) {
            throw new IllegalArgumentException("the status file names a certificate that cannot be read: " + e, e);
        }
    }

    private static String withSlash(String url) {
        return url.endsWith("/") ? url : url + '/';
    }

    private static IllegalArgumentException missing(String option) {
        return new IllegalArgumentException(option + " is missing, and no status file gives it");
    }
}

package metalplant.bootstrap;

import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import metalplant.bootstrap.images.ImageOptions;
import metalplant.core.audit.AuditConfig;
import metalplant.core.bus.BmcSuperUser;
import metalplant.door.Role;
import metalplant.door.bearer.BearerConfig;
import metalplant.door.bearer.Issuer;
import metalplant.imagestore.s3.S3Place;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.server.PlantOptions;
import metalplant.server.federation.TunnelConfig;
import metalplant.server.tls.DoorTlsConfig;
import metalplant.server.trace.TraceConfig;
import metalplant.server.url.UrlCheckConfig;
import metalplant.server.vpn.VpnConfig;

/**
 * {@code plant.properties} in the plant's folder: what an operator chose. Read at each start and never written; a key that nobody knows
 * or a value that does not fit stops the start, because the operator meant something else than would happen.
 */
public final class OptionsFile {
    private static final String FIRMWARE_FORM = "a bucket as s3://BUCKET/PREFIX?endpoint=https://HOST&region=NAME";
    private static final int NUMBER_MAX = 1_000_000;
    private static final int PORT_MAX = 65_535;
    private static final int TRACES_PERCENT = 100;

    private final Path file;
    private final Properties given;
    private final TreeSet<String> known = new TreeSet<>();

    private OptionsFile(Path file, Properties given) {
        this.file = file;
        this.given = given;
    }

    /**
     * The options that a file gives, defaults for what it does not.
     *
     * @param file may be missing
     * @throws Problem BAD_REQUEST that names file and key
     */
    public static PlantOptions read(Path file) {
        return new OptionsFile(file, load(file)).options();
    }

    /**
     * The options of backups that a file gives; others are not looked at.
     *
     * @throws Problem BAD_REQUEST that names file and key
     */
    public static BackupOptions backup(Path file) {
        return new OptionsFile(file, load(file)).backup();
    }

    /**
     * The options of the image store that a file gives; others are not looked at.
     *
     * @throws Problem BAD_REQUEST that names file and key
     */
    public static ImageOptions images(Path file) {
        return new OptionsFile(file, load(file)).images();
    }

    private ImageOptions images() {
        var otherwise = ImageOptions.DEFAULT;
        try {
            return new ImageOptions(
                    value("images.origin", ImageOptions.FORM, ImageOptions::origin, otherwise.origin()),
                    value("images.max-gib", "a number of GiB", OptionsFile::number, otherwise.maxGib()),
                    value("images.image-max-gib", "a number of GiB", OptionsFile::number, otherwise.imageMaxGib()),
                    value("images.reserve-gib", "a number of GiB", OptionsFile::number, otherwise.reserveGib()),
                    value("images.keep-min", "a number", OptionsFile::number, otherwise.keepMin()),
                    value("images.keep-max", "a number from 1 on", OptionsFile::number, otherwise.keepMax()),
                    value("images.grace", "a duration as P7D", OptionsFile::duration, otherwise.grace()),
                    value("images.rate-mib", "a number of MiB a second", OptionsFile::number, otherwise.rateMib()),
                    value("images.streams", "a number from 1 to 32", OptionsFile::number, otherwise.streams()),
                    value("images.tls-port", "a number from 0 to 65535", OptionsFile::number, otherwise.tlsPort()));
        } catch (IllegalArgumentException e) {
            throw Problem.bad("%s: %s".formatted(file, e.getMessage())).because(e);
        }
    }

    private BackupOptions backup() {
        var otherwise = BackupOptions.DEFAULT;
        return new BackupOptions(
                value("backup.to", "places with commas between them", OptionsFile::names, otherwise.to()),
                value("backup.keep-count", "a number from 1 on", OptionsFile::atLeastOne, otherwise.keepCount()),
                value("backup.keep-days", "a number of days", OptionsFile::number, otherwise.keepDays()));
    }

    private static Optional<Integer> atLeastOne(String text) {
        return number(text).filter(number -> number > 0);
    }

    private static Properties load(Path file) {
        var given = new Properties();
        if (Files.exists(file)) {
            try {
                given.load(new StringReader(AtomicFile.read(file)));
            } catch (IOException | IllegalArgumentException e) {
                throw Problem.bad("%s cannot be read: %s".formatted(file, e.getMessage()))
                        .because(e);
            }
        }
        return given;
    }

    private PlantOptions options() {
        var urls = UrlCheckConfig.DEFAULT;
        var boot = PlantOptions.Boot.DEFAULT;
        var enabled = value("url-check.enabled", "true or false", OptionsFile::flag, urls.enabled());
        var timeout = value("url-check.timeout", "a duration as PT5S", OptionsFile::duration, urls.timeout());
        var parallel = value("url-check.parallel-max", "a number from 1 on", OptionsFile::number, urls.parallelMax());
        var superUser = value(
                "bmc.super-user-password-file",
                "a file that holds one line, relative to the plant's folder",
                this::superUser,
                BmcSuperUser.NONE);
        var reason = value(
                "console-password.reason-length-min",
                "a number from 0 to 1000",
                OptionsFile::number,
                PlantOptions.DEFAULT.consoleReasonLengthMin());
        var waits = value("boot.waits-max", "a number from 1 on", OptionsFile::number, boot.waitsMax());
        var leases = value("boot.leases-max", "a number from 1 on", OptionsFile::number, boot.leasesMax());
        var life = value("boot.lease-life", "a duration as PT96H", OptionsFile::duration, boot.leaseLife());
        var federation = PlantOptions.Federation.DEFAULT;
        var label = value("federation.label", "a name", Optional::of, federation.label());
        var address = value(
                "federation.address", "an address of this machine, as a number", Optional::of, federation.address());
        var pairing = value(
                "federation.pairing-port", "a number from 0 to 65535", OptionsFile::number, federation.pairingPort());
        var holdDown =
                value("federation.hold-down", "a duration as PT15M", OptionsFile::duration, federation.holdDown());
        var tunnel = value("federation.tunnel", "auto, wireguard or none", OptionsFile::tunnel, federation.tunnel());
        var tunnelPort = value("federation.tunnel-port", "a UDP port", OptionsFile::number, federation.tunnelPort());
        var quarantine =
                value("federation.quarantine", "a duration as P7D", OptionsFile::duration, federation.quarantine());
        var nat = value("federation.nat", "none or behind", OptionsFile::nat, federation.nat());
        var keyLife = value("federation.key-life", "a duration as PT720H", OptionsFile::duration, federation.keyLife());
        var kept = value(
                "federation.kept-backups-mib", "a number of MiB", OptionsFile::number, federation.keptBackupsMib());
        var router = value(
                "router.role-max", "view, edit or admin", OptionsFile::role, PlantOptions.Router.DEFAULT.roleMax());
        var tls = value("router.tls", "auto, on or off", OptionsFile::tls, DoorTlsConfig.DEFAULT.mode());
        var names = value(
                "router.names", "names with commas between them", OptionsFile::names, DoorTlsConfig.DEFAULT.names());
        var certificate = value("router.certificate-file", "a file", this::file, Optional.empty());
        var key = value("router.key-file", "a file", this::file, Optional.empty());
        var firmware = value("firmware.to", FIRMWARE_FORM, OptionsFile::bucket, Optional.<S3Place>empty());
        var headscale =
                value("vpn.headscale", "an address as https://HOST:PORT", OptionsFile::address, Optional.<URI>empty());
        var vpnKey = value(
                "vpn.api-key-file",
                "a file that holds one line, relative to the plant's folder",
                this::line,
                Optional.<String>empty());
        var vpnAddress = value("vpn.address", "an address", Optional::of, "");
        var bearer = bearer();
        var audit = audit();
        var metrics = value(
                "metrics.listen",
                "an address and a port as 127.0.0.1:2112",
                OptionsFile::listen,
                Optional.<InetSocketAddress>empty());
        var traces = traces();
        backup();
        images();
        refuseUnknown();
        if (headscale.isPresent() != vpnKey.isPresent()) {
            throw Problem.bad("%s: vpn.headscale and vpn.api-key-file belong together".formatted(file));
        }
        if (certificate.isPresent() != key.isPresent()) {
            throw Problem.bad("%s: router.certificate-file and router.key-file belong together".formatted(file));
        }
        try {
            return new PlantOptions(
                    new UrlCheckConfig(enabled, timeout, parallel),
                    superUser,
                    reason,
                    new PlantOptions.Boot(waits, leases, life),
                    new PlantOptions.Federation(
                            label, address, pairing, holdDown, tunnel, tunnelPort, quarantine, nat, keyLife, kept),
                    new PlantOptions.Router(
                            new DoorTlsConfig(
                                    tls, names, certificate.map(each -> new DoorTlsConfig.Files(each, key.get()))),
                            router),
                    firmware,
                    headscale.map(server -> new VpnConfig(
                            server,
                            new VpnConfig.ApiKey(vpnKey.orElseThrow()),
                            vpnAddress.isEmpty() ? server.toString() : vpnAddress)),
                    bearer,
                    audit,
                    metrics,
                    traces);
        } catch (IllegalArgumentException e) {
            throw Problem.bad("%s: %s".formatted(file, e.getMessage())).because(e);
        }
    }

    private PlantOptions.Bearer bearer() {
        var otherwise = BearerConfig.DEFAULT;
        var offline = value("oidc.offline-max", "a duration as P7D", OptionsFile::duration, otherwise.offlineMax());
        var skew = value("oidc.clock-skew", "a duration as PT30S", OptionsFile::duration, otherwise.skew());
        var url = value("oidc.dex-url", "a URL", OptionsFile::text, Optional.<String>empty());
        var client = value("oidc.dex-client-id", "a client id", OptionsFile::text, Optional.<String>empty());
        var authorities = value("oidc.ca-file", "a file", this::file, Optional.empty());
        if (url.isPresent() != client.isPresent()) {
            throw Problem.bad("%s: oidc.dex-url and oidc.dex-client-id belong together".formatted(file));
        }
        try {
            return new PlantOptions.Bearer(
                    new BearerConfig(
                            offline, skew, otherwise.refreshEvery(), otherwise.refreshRest(), otherwise.patience()),
                    url.map(each -> new Issuer(Issuer.Kind.DEX, each, client.orElse(""), "", "")),
                    authorities);
        } catch (IllegalArgumentException e) {
            throw Problem.bad("%s: %s".formatted(file, e.getMessage())).because(e);
        }
    }

    private Optional<TraceConfig> traces() {
        var endpoint = value(
                "traces.endpoint",
                "an address as http://127.0.0.1:4318/v1/traces",
                OptionsFile::address,
                Optional.<URI>empty());
        var percent = value("traces.percent", "a number from 1 to 100", OptionsFile::number, TRACES_PERCENT);
        try {
            return endpoint.map(each -> new TraceConfig(each, percent));
        } catch (IllegalArgumentException e) {
            throw Problem.bad("%s: %s".formatted(file, e.getMessage())).because(e);
        }
    }

    private AuditConfig audit() {
        var otherwise = AuditConfig.DEFAULT;
        var keep = value("audit.keep", "a duration as P90D", OptionsFile::duration, otherwise.keep());
        var entries = value("audit.entries-max", "a number from 1000 on", OptionsFile::number, otherwise.entriesMax());
        try {
            return new AuditConfig(keep, entries);
        } catch (IllegalArgumentException e) {
            throw Problem.bad("%s: %s".formatted(file, e.getMessage())).because(e);
        }
    }

    private static Optional<Optional<InetSocketAddress>> listen(String text) {
        return text.matches("([0-9.]{7,15}|\\[[0-9a-fA-F:.]{2,45}]):[0-9]{1,5}")
                ? Optional.of(text)
                        .map(each -> URI.create("tcp://" + each))
                        .filter(uri -> uri.getHost() != null && uri.getPort() > 0 && uri.getPort() <= PORT_MAX)
                        .map(uri -> Optional.of(new InetSocketAddress(uri.getHost(), uri.getPort())))
                : Optional.empty();
    }

    private static Optional<Optional<String>> text(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Optional.of(text));
    }

    private <T> T value(String key, String form, Function<String, Optional<T>> reader, T otherwise) {
        known.add(key);
        var text = given.getProperty(key);
        if (text == null) {
            return otherwise;
        }
        return reader.apply(text.strip())
                .orElseThrow(() -> Problem.bad("%s: %s must be %s".formatted(file, key, form)));
    }

    private void refuseUnknown() {
        var unknown = new TreeSet<>(given.stringPropertyNames());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw Problem.bad("%s: there is no key %s; there are %s"
                    .formatted(file, String.join(", ", unknown), String.join(", ", known)));
        }
    }

    private static Optional<Boolean> flag(String text) {
        return text.matches("true|false") ? Optional.of(Boolean.valueOf(text)) : Optional.empty();
    }

    private static Optional<TunnelConfig.Mode> tunnel(String text) {
        return Arrays.stream(TunnelConfig.Mode.values())
                .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst();
    }

    private static Optional<Role> role(String text) {
        return Stream.of(Role.VIEW, Role.EDIT, Role.ADMIN)
                .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst();
    }

    private static Optional<DoorTlsConfig.Mode> tls(String text) {
        return Arrays.stream(DoorTlsConfig.Mode.values())
                .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst();
    }

    private static Optional<List<String>> names(String text) {
        return Optional.of(Arrays.stream(text.split(",", -1)).map(String::strip).toList());
    }

    private Optional<Optional<Path>> file(String name) {
        return Optional.of(Optional.of(file.resolveSibling(name)));
    }

    private static Optional<TunnelConfig.Nat> nat(String text) {
        return Arrays.stream(TunnelConfig.Nat.values())
                .filter(nat -> nat.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst();
    }

    private static Optional<Integer> number(String text) {
        return text.matches("[0-9]{1,7}")
                ? Optional.of(Integer.valueOf(text)).filter(number -> number <= NUMBER_MAX)
                : Optional.empty();
    }

    private static Optional<Duration> duration(String text) {
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private Optional<BmcSuperUser> superUser(String name) {
        return line(name).flatMap(line -> line.map(BmcSuperUser::new));
    }

    /** The only line of a file. */
    private Optional<Optional<String>> line(String name) {
        var secret = file.resolveSibling(name);
        if (!Files.isReadable(secret) || Files.isDirectory(secret)) {
            return Optional.empty();
        }
        return Optional.of(AtomicFile.read(secret).strip())
                .filter(text -> !text.isEmpty() && text.lines().count() == 1)
                .map(Optional::of);
    }

    private static Optional<Optional<S3Place>> bucket(String text) {
        try {
            return Optional.of(Optional.of(S3Place.parse(text)));
        } catch (Problem e) {
            return Optional.empty();
        }
    }

    private static Optional<Optional<URI>> address(String text) {
        try {
            return Optional.of(Optional.of(URI.create(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

package metalplant.cli.moving;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.cli.api.HmacSigner;
import metalplant.cli.api.PlantApi;
import metalplant.model.Problem;
import metalplant.model.World;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl import}. */
@Command(
        name = "import",
        description = {
            "Takes over what another metal-api has, so that an installation can move in: tenants, projects, sizes, images, filesystem layouts,"
                    + " constraints of images, partitions, networks, addresses, machines with their allocations, and switches. The other one is"
                    + " only read; its view key is enough.",
            "",
            "Without --apply it only says what it would do. What is there already stays as it is: call it again as often as you like.",
            "",
            "Nothing is done to a machine: each one keeps its id, allocation and addresses, and is in doubt as after a restore until it phones home"
                    + " and its leaves agree, or until ./plantctl reconcile accepts it. Bring machines in before their switches and management"
                    + " controllers are pointed at this plant.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  export FROM_HMAC=...                       the view key of the other one",
            "  ./plantctl import --from https://api.example.org/metal",
            "  ./plantctl import --from https://api.example.org/metal --apply",
            "",
            "Images and partitions are refused if the plant cannot reach their URLs: url-check.enabled=false in plant.properties."
        })
public final class ImportCommand extends Common implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @Option(names = "--from", paramLabel = "URL", required = true, description = "The other one, with its base path.")
    URI from = URI.create("");

    @Option(
            names = "--from-hmac",
            paramLabel = "KEY",
            defaultValue = "${env:FROM_HMAC}",
            description = "Its view key. Better in FROM_HMAC than here.")
    @Nullable
    String key;

    @Option(
            names = "--from-ca",
            paramLabel = "FILE",
            description = "PEM with the authorities that its certificate is signed by. Default: those of the JDK.")
    @Nullable
    Path authorities;

    @Option(names = "--apply", description = "Do it.")
    boolean apply;

    public ImportCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        if (key == null || key.isEmpty()) {
            throw Problem.bad("--from needs the view key of the other metal-api: set FROM_HMAC");
        }
        var base = URI.create(from.toString().replaceFirst("/*$", "/"));
        try (var source = new PlantApi(base, new HmacSigner("Metal-View", key), TIMEOUT, world, trust());
                var target = api()) {
            var move = new Move(source, target, apply, progress());
            List<Moved> all = new ArrayList<>();
            Kind.ALL.forEach(kind -> all.add(move.kind(kind)));
            return told(all);
        }
    }

    private int told(List<Moved> all) {
        boolean clean = all.stream().allMatch(moved -> moved.failed().isEmpty());
        if (json()) {
            printed(all);
        } else {
            screen.say(
                    apply
                            ? "  done; the same call again changes nothing more"
                            : "  nothing was changed; with --apply it is done");
        }
        return clean ? 0 : 1;
    }

    private SSLContext trust() {
        try {
            return authorities == null ? SSLContext.getDefault() : trusting(authorities);
        } catch (IOException | GeneralSecurityException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(authorities, e.getMessage()))
                    .because(e);
        }
    }

    private static SSLContext trusting(Path file) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(file)) {
            int number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + number++, certificate);
            }
        }
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}

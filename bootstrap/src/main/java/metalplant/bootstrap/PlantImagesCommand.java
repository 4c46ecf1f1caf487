package metalplant.bootstrap;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.bootstrap.images.BundledImages;
import metalplant.bootstrap.images.ImageOptions;
import metalplant.bootstrap.images.ImageService;
import metalplant.bootstrap.images.ImageServices;
import metalplant.bootstrap.pki.PlantPki;
import metalplant.bootstrap.process.Foreground;
import metalplant.cli.api.HmacSigner;
import metalplant.imagestore.http.ServerConfig;
import metalplant.model.Problem;
import metalplant.model.World;
import picocli.CommandLine.Command;

/**
 * The entry point {@code plant-images} of the appliance's container: the image store. Its options are in the data folder, as those of the API
 * are; addresses come from the environment (ADR 28).
 */
@Command(
        name = "plant-images",
        hidden = true,
        description = {
            "Runs the image store of an appliance until SIGTERM; started by its unit. All it is told is in its environment: PLANT_DATA,"
                    + " PLANT_API_URL, PLANT_IMAGES_PORT, and PLANT_IMAGES_GIVEN, a folder of files to take in.",
            ""
        })
final class PlantImagesCommand implements Callable<Integer> {
    private final World world;
    private final Map<String, String> environment;

    PlantImagesCommand(World world, Map<String, String> environment) {
        this.world = world;
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        LogSetup.toJournal();
        var folders =
                new Folders(Path.of(required("PLANT_DATA")).toAbsolutePath().normalize());
        var options = OptionsFile.images(folders.options());
        var signer = new HmacSigner(
                "Metal-View", new Secrets(folders.secrets()).hmac().view());
        var service = ImageServices.start(
                folders,
                options,
                new ServerConfig(
                        new InetSocketAddress("0.0.0.0", port()),
                        tls(options, folders),
                        ServerConfig.CONNECTIONS_MAX,
                        ServerConfig.SILENCE),
                URI.create(required("PLANT_API_URL")),
                signer,
                world);
        takeIn(service);
        Foreground.untilStopped(service::close);
        return 0;
    }

    /** Beside the service: it answers for what is there while gigabytes are being taken in. */
    private void takeIn(ImageService service) {
        Optional.ofNullable(environment.get("PLANT_IMAGES_GIVEN"))
                .map(Path::of)
                .ifPresent(folder -> Thread.ofVirtual().name("take in").start(() -> {
                    BundledImages.takeIn(folder, service.depot());
                    service.look();
                }));
    }

    private static Optional<ServerConfig.Tls> tls(ImageOptions options, Folders folders) {
        var pki = PlantPki.at(folders.pki());
        return options.tlsPort() == 0
                ? Optional.empty()
                : Optional.of(new ServerConfig.Tls(
                        new InetSocketAddress("0.0.0.0", options.tlsPort()),
                        pki.grpcServerCert(),
                        pki.grpcServerKey()));
    }

    private int port() {
        var text = required("PLANT_IMAGES_PORT");
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw Problem.bad("PLANT_IMAGES_PORT must be a port, not \"%s\"".formatted(text));
        }
        return Integer.parseInt(text);
    }

    private String required(String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(text -> !text.isBlank())
                .orElseThrow(
                        () -> Problem.bad(name + " is not set; plantd writes it into the environment of this unit"));
    }
}

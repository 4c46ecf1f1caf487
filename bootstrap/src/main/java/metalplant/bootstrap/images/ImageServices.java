package metalplant.bootstrap.images;

import java.net.URI;
import java.time.Duration;
import metalplant.bootstrap.Folders;
import metalplant.cli.api.HmacSigner;
import metalplant.cli.api.PlantApi;
import metalplant.imagestore.http.ServerConfig;
import metalplant.model.World;

/** The image service of a plant, put together the same way on an appliance and on a development machine. */
public final class ImageServices {
    private static final Duration CALL = Duration.ofSeconds(20);

    private ImageServices() {}

    /** @param api of this plant, with its base path and a slash at its end; it need not answer yet */
    public static ImageService start(
            Folders folders, ImageOptions options, ServerConfig server, URI api, HmacSigner signer, World world) {
        var demand = new ImageDemand(new PlantApi(api, signer, CALL, world));
        return ImageService.start(
                new ImageService.Setup(
                        folders.images(),
                        options,
                        server,
                        demand::read,
                        ImageSources.of(options, folders, api, signer, world),
                        ImageSources.redirect(options)),
                world);
    }
}

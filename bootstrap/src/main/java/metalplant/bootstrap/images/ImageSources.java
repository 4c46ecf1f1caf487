package metalplant.bootstrap.images;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.bootstrap.Folders;
import metalplant.cli.api.HmacSigner;
import metalplant.imagestore.s3.S3Access;
import metalplant.imagestore.s3.S3Place;
import metalplant.imagestore.source.HttpSource;
import metalplant.imagestore.source.S3Source;
import metalplant.imagestore.source.Source;
import metalplant.model.World;

/** Whom a plant asks for images: members through its own API, then the origin of its operator. */
public final class ImageSources {
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private ImageSources() {}

    /**
     * In the order in which they are asked; the origin, if there is one, is the last.
     *
     * @param api of this plant, with its base path and a slash at its end
     */
    public static List<Source> of(ImageOptions options, Folders folders, URI api, HmacSigner signer, World world) {
        var sources = new ArrayList<Source>();
        sources.add(HttpSource.store(
                "members of the federation",
                name -> api.resolve("v1/plant/member-images/" + name),
                SILENCE,
                method -> signer.headers(method, world.now(), world.random("hmac-salt"))));
        options.origin().map(text -> origin(text, folders)).ifPresent(sources::add);
        return List.copyOf(sources);
    }

    private static Source origin(String text, Folders folders) {
        return text.startsWith("s3:")
                ? S3Source.open(
                        S3Place.parse(text), S3Access.keys(folders.secrets().resolve("images-s3")), SILENCE)
                : HttpSource.below(URI.create(text), SILENCE);
    }

    /** Where machines can be sent; a bucket is not among it, because it may want keys. */
    public static Optional<URI> redirect(ImageOptions options) {
        return options.origin().filter(text -> !text.startsWith("s3:")).map(URI::create);
    }
}

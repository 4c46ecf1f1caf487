package metalplant.bootstrap.images;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.cli.api.PlantApi;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.keep.Wish;
import metalplant.model.Problem;

/** What the entities of the plant name: asked of its own API, like any other client. */
final class ImageDemand {
    private final PlantApi api;

    ImageDemand(PlantApi api) {
        this.api = api;
    }

    /** @throws Problem if the API does not answer: then nothing is known, which is not the same as that nothing is wanted */
    List<Wish> read() {
        var wishes = new ArrayList<Wish>();
        for (var partition : ask("v1/partition")) {
            var boot = partition.path("bootconfig");
            var by = "partition " + partition.path("id").asText();
            wish(boot.path("kernelurl").asText(), ImageKind.KERNEL, by, Optional.empty(), true)
                    .ifPresent(wishes::add);
            wish(boot.path("imageurl").asText(), ImageKind.BOOT, by, Optional.empty(), true)
                    .ifPresent(wishes::add);
        }
        for (var image : ask("v1/image?show-usage=true")) {
            wish(
                            image.path("url").asText(),
                            ImageKind.OS,
                            "image " + image.path("id").asText(),
                            time(image.path("expirationDate").asText()),
                            !image.path("usedby").isEmpty())
                    .ifPresent(wishes::add);
        }
        return List.copyOf(wishes);
    }

    private JsonNode ask(String path) {
        var answer = api.get(path);
        if (!answer.isGood()) {
            throw Problem.refused("the API does not tell which images are wanted: " + answer.text());
        }
        return answer.body();
    }

    private static Optional<Wish> wish(
            String url, ImageKind kind, String by, Optional<Instant> expires, boolean inUse) {
        return ImageName.of(url).map(name -> new Wish(name, kind, by, url, expires, inUse));
    }

    /** One that cannot be read never comes. */
    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}

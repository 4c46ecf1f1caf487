package metalplant.boot.files;

import java.nio.channels.Channels;
import java.util.Optional;
import metalplant.imagestore.ImageFiles;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.ImageName;

/** Files of the plant's own store, whoever's address they were named by: a copy is as good as the original. */
public record StoredFiles(ImageFiles images) implements BootFiles {
    @Override
    public Optional<BootFile> open(ImageKind kind, String url) {
        return ImageName.of(url)
                .flatMap(name -> images.open(kind, name))
                .map(image -> new BootFile(image.about().size(), Channels.newInputStream(image.content())));
    }
}

package metalplant.bootstrap.images;

import java.nio.file.Files;
import metalplant.bootstrap.FolderCommand;
import metalplant.bootstrap.OptionsFile;
import metalplant.cli.Screen;
import metalplant.imagestore.StoredImage;
import metalplant.imagestore.disk.Depot;
import metalplant.model.Problem;
import metalplant.model.World;

/** What the commands of the image store share. */
abstract class OnStore extends FolderCommand {
    OnStore(World world, Screen screen) {
        super(world, screen);
    }

    /** One image, as it is shown. */
    record Line(String name, String kind, long size, String sha256, String md5, String added, String source) {
        static Line of(StoredImage image) {
            return new Line(
                    image.name().text(),
                    image.kind().text(),
                    image.size(),
                    image.sha256(),
                    image.md5(),
                    image.added().toString(),
                    image.source());
        }
    }

    final Depot depot() {
        if (!Files.isDirectory(folders().data())) {
            throw Problem.bad("there is no plant in %s: name its folder with --data"
                    .formatted(folders().data()));
        }
        return Depot.open(
                folders().images(), OptionsFile.images(folders().options()).limits(), world);
    }
}

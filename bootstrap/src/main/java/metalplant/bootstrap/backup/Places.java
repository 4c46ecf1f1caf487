package metalplant.bootstrap.backup;

import java.nio.file.Path;
import metalplant.bootstrap.Folders;
import metalplant.imagestore.s3.S3Place;
import metalplant.model.Problem;
import metalplant.model.World;

/** Names of shelves: {@code disk}, {@code disk:FOLDER}, {@code s3://BUCKET/PREFIX?...}, {@code peer:LABEL}. */
final class Places {
    static final String FORMS =
            "disk (the plant's own folder), disk:FOLDER, s3://BUCKET/PREFIX?endpoint=https://HOST&region=NAME,"
                    + " or peer:LABEL (another plant of the federation)";

    private Places() {}

    static Shelf open(String place, Folders folders, World world) {
        if (place.equals("disk")) {
            return FolderShelf.own(folders.backups());
        }
        if (place.startsWith("disk:") && place.length() > "disk:".length()) {
            return FolderShelf.at(Path.of(place.substring("disk:".length())));
        }
        if (place.startsWith("s3:")) {
            return S3Shelf.open(S3Place.parse(place), folders);
        }
        if (place.startsWith("peer:")) {
            return PeerShelf.open(place.substring("peer:".length()), folders, world);
        }
        throw Problem.bad("there is no place \"%s\" for backups; there are %s".formatted(place, FORMS));
    }
}

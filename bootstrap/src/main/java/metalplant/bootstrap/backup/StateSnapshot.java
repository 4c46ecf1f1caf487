package metalplant.bootstrap.backup;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import metalplant.bootstrap.Folders;
import metalplant.model.World;
import metalplant.store.DatabaseConfig;

/** The state of a plant before something that may have to be taken back: one backup like any other, of which the newest alone is kept. */
public final class StateSnapshot {
    private StateSnapshot() {}

    /**
     * Makes it, and removes the one before.
     *
     * @param place a folder of its own, made if it is not there
     * @return the file
     * @throws metalplant.model.Problem without a recovery key, a database that answers, or room
     */
    public static Path make(Folders folders, DatabaseConfig database, Path place, World world) {
        var shelf = FolderShelf.own(place);
        var made = new CreateBackup(folders, database, new PlantKeys(folders, new SecureRandom()), world)
                .on(shelf, new Retention(1, Duration.ZERO));
        shelf.list().stream()
                .map(Shelf.Entry::name)
                .filter(name -> !name.equals(made.name()))
                .forEach(shelf::remove);
        return place.resolve(made.name());
    }
}

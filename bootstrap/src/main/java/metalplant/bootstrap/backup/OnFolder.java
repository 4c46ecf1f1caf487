package metalplant.bootstrap.backup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.bootstrap.BackupOptions;
import metalplant.bootstrap.DatabaseUrl;
import metalplant.bootstrap.FolderCommand;
import metalplant.bootstrap.Folders;
import metalplant.bootstrap.OptionsFile;
import metalplant.bootstrap.PlantLock;
import metalplant.bootstrap.Secrets;
import metalplant.bootstrap.StatusDocument;
import metalplant.cli.Screen;
import metalplant.mesh.files.AtomicFile;
import metalplant.mesh.wordlist.RecoveryWords;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.store.DatabaseConfig;
import org.jspecify.annotations.Nullable;

/** What commands have that work on a plant's folder, database and keys. */
abstract class OnFolder extends FolderCommand {
    private static final int WORDS_MAX = 4_096;

    OnFolder(World world, Screen screen) {
        super(world, screen);
    }

    /** The folder, where a plant is. */
    final Folders plant() {
        var folders = folders();
        if (!Files.exists(folders.settings())) {
            throw Problem.bad("there is no plant in %s: name its folder with --data".formatted(folders.data()));
        }
        return folders;
    }

    final PlantKeys keys() {
        return new PlantKeys(folders(), new SecureRandom());
    }

    final BackupOptions options() {
        return OptionsFile.backup(folders().options());
    }

    /** Places that were named, or those of the plant's options. */
    final List<String> places(List<String> named) {
        return named.isEmpty() ? options().to() : new ArrayList<>(named);
    }

    /** The database of a plant that runs, or of one whose database is somebody else's. */
    final DatabaseConfig database(@Nullable String url) {
        if (url != null) {
            return DatabaseUrl.parse(url);
        }
        var folders = plant();
        var elsewhere = new Secrets(folders.secrets()).databaseUrl();
        if (elsewhere.isPresent()) {
            return DatabaseUrl.parse(elsewhere.get());
        }
        return Optional.of(folders.lock())
                .flatMap(PlantLock::holder)
                .flatMap(_ -> StatusDocument.read(folders.status()))
                .filter(status -> !status.text("database.jdbc").isEmpty())
                .map(status -> DatabaseUrl.of(
                        status.text("database.jdbc"), status.text("database.user"), status.text("database.password")))
                .orElseThrow(() -> Problem.refused(
                        "the database of the plant in %s does not run: ./plant run --data %s, or name it with --database-url"
                                .formatted(folders.data(), data)));
    }

    /** From a file, or asked for: what stands on a command line can be read by others. */
    final RecoveryWords words(@Nullable Path file) {
        if (file == null) {
            return RecoveryWords.parse(screen.asked("Recovery words of the plant:"));
        }
        var text = AtomicFile.read(file);
        if (text.length() > WORDS_MAX) {
            throw Problem.bad("%s is too long to hold recovery words".formatted(file));
        }
        return RecoveryWords.parse(text);
    }
}

package metalplant.bootstrap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import metalplant.mesh.files.AtomicFile;
import metalplant.server.PlantConfig.HmacKeys;

/** Random words made at first boot, one file each, for the owner alone. */
public final class Secrets {
    private static final SecureRandom CHANCE = new SecureRandom();
    private static final int BYTES = 32;

    private final Path folder;

    public Secrets(Path folder) {
        this.folder = folder;
    }

    public HmacKeys hmac() {
        return new HmacKeys(
                word("hmac-view"),
                word("hmac-edit"),
                word("hmac-admin"),
                word("hmac-switches"),
                word("hmac-controllers"));
    }

    public String databasePassword() {
        return word("database-password");
    }

    /** The database outside the plant that was named once, if any. */
    public Optional<String> databaseUrl() {
        var file = folder.resolve("database-url");
        return Files.exists(file) ? Optional.of(AtomicFile.read(file).strip()) : Optional.empty();
    }

    public void keepDatabaseUrl(String url) {
        AtomicFile.write(folder.resolve("database-url"), url + "\n", AtomicFile.SECRET);
    }

    Path adminKeyFile() {
        return folder.resolve("hmac-admin");
    }

    private String word(String name) {
        var file = folder.resolve(name);
        if (!Files.exists(file)) {
            var bytes = new byte[BYTES];
            CHANCE.nextBytes(bytes);
            AtomicFile.write(
                    file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n", AtomicFile.SECRET);
        }
        return AtomicFile.read(file).strip();
    }
}

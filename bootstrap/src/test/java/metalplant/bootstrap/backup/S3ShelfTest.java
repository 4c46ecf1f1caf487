package metalplant.bootstrap.backup;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import metalplant.bootstrap.Folders;
import metalplant.bootstrap.s3.S3Server;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real S3 server. */
class S3ShelfTest extends ShelfContract {
    private static final SystemWorld WORLD = new SystemWorld();

    @TempDir
    static Path root;

    private static S3Server server;

    @TempDir
    Path folder;

    private String name;
    private Path bucket;

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.start(root);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void bucket() throws Exception {
        name = "plants-" + WORLD.newId().toString().substring(0, 8);
        bucket = server.bucket(name);
    }

    private Shelf shelf(String id, String secret) {
        var folders = Folders.create(folder);
        AtomicFile.write(folders.secrets().resolve("backup-s3"), id + "\n" + secret + "\n", AtomicFile.SECRET);
        return Places.open(server.place(name, "north"), folders, WORLD);
    }

    @Override
    Shelf shelf() {
        return shelf(S3Server.ID, S3Server.SECRET);
    }

    @Override
    void strange(String name) throws Exception {
        var there = Files.createDirectories(bucket.resolve("north"));
        Files.writeString(there.resolve(name), "mine");
    }

    @Test
    void aWrongSecretIsToldAsSuch() {
        try (var shelf = shelf(S3Server.ID, "guessed")) {
            assertThatThrownBy(shelf::list)
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("cannot be used")
                    .hasMessageNotContaining("guessed");
        }
    }

    @Test
    void aBucketThatIsNotThereIsToldAsSuch() throws Exception {
        try (var shelf = shelf()) {
            Files.delete(bucket);
            assertThatThrownBy(shelf::list).isInstanceOf(Problem.class).hasMessageContaining(name);
        }
    }

    @Test
    void placesThatAreNoneAreRefused() {
        var folders = Folders.create(folder);
        for (var place : List.of(
                "",
                "s3:",
                "s3://",
                "s3://UPPER/a",
                "s3://b/a?endpoint=ftp://x",
                "s3://bucket/a?colour=red",
                "disk:",
                "tape:1",
                "s3://bucket/a?endpoint",
                "peer:",
                "peer:a/../b")) {
            assertThatThrownBy(() -> Places.open(place, folders, WORLD))
                    .as(place)
                    .isInstanceOf(Problem.class);
        }
    }
}

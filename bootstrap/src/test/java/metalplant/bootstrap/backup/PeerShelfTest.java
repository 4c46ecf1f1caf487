package metalplant.bootstrap.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import metalplant.bootstrap.Folders;
import metalplant.cli.api.HmacSigner;
import metalplant.door.Role;
import metalplant.door.hmac.HmacAuth;
import metalplant.door.hmac.HmacUser;
import metalplant.door.hmac.LeasePrincipals;
import metalplant.federation.value.PlantId;
import metalplant.imagestore.source.Rate;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import metalplant.router.plants.Plant;
import metalplant.router.plants.PlantLink;
import metalplant.server.backup.BackupLocker;
import metalplant.server.backup.KeptForMembers;
import metalplant.server.backup.SentToMembers;
import metalplant.server.peer.Peer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the command through the plant's own door to another plant's, over loopback; the tunnel between them has tests of its own. */
class PeerShelfTest extends ShelfContract {
    private static final SystemWorld WORLD = new SystemWorld();
    private static final String KEY = "the administrators' key";
    private static final PlantId NORTH = new PlantId("0".repeat(31) + "1");
    private static final long ROOM = 64L << 20;

    @TempDir
    Path folder;

    private final AtomicBoolean member = new AtomicBoolean(true);
    private Path kept;
    private WebServer south;
    private int port;
    private WebServer north;

    @BeforeEach
    void start() throws Exception {
        kept = folder.resolve("south");
        var service = new KeptForMembers(
                new BackupLocker(kept, ROOM, 0),
                plant -> member.get() && plant.equals(NORTH)
                        ? Optional.of(new Peer("north", Role.EDIT, Set.of()))
                        : Optional.empty(),
                new Rate(WORLD, 0));
        south = server(HttpRouting.builder()
                .addFilter((chain, request, _) -> {
                    request.context().register(NORTH);
                    chain.proceed();
                })
                .register(service));
        port = south.port();
        var routing = HttpRouting.builder();
        new SentToMembers(() -> List.of(plant()), auth()).routing(routing, "/metal");
        north = server(routing);
    }

    private static WebServer server(HttpRouting.Builder routing) {
        return WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                // As the doors of a plant: with channels a large answer ends early (Helidon 4.4.0).
                .useNio(false)
                .shutdownHook(false)
                .routing(routing)
                .build()
                .start();
    }

    private Plant plant() {
        try {
            return new Plant(
                    "south",
                    List.of(),
                    URI.create("http://127.0.0.1:" + port),
                    new PlantLink.Peer(SSLContext.getDefault()),
                    Role.EDIT,
                    Set.of(),
                    true);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HmacAuth auth() {
        return new HmacAuth(
                List.of(HmacUser.admin(KEY), HmacUser.view("a view key")),
                "tenant",
                WORLD,
                WORLD.now().minus(Duration.ofHours(1)),
                LeasePrincipals.NONE);
    }

    @AfterEach
    void stop() {
        north.stop();
        south.stop();
    }

    @Override
    Shelf shelf() {
        return shelf("south", "Metal-Admin", KEY);
    }

    private Shelf shelf(String label, String type, String key) {
        return PeerShelf.at(
                URI.create("http://127.0.0.1:" + north.port() + "/metal/"),
                label,
                new HmacSigner(type, key),
                Folders.create(folder.resolve("north")),
                WORLD);
    }

    @Override
    void strange(String name) throws Exception {
        Files.writeString(Files.createDirectories(kept.resolve(NORTH.text())).resolve(name), "mine");
    }

    private static void put(Shelf shelf, String name, int size) throws Exception {
        var draft = shelf.draft(name);
        Files.write(draft, new byte[size]);
        shelf.keep(name, draft);
    }

    @Test
    void whatThePlantHasNoMoreRoomForIsRefusedBeforeItIsSentAndSaysWhatToDo() throws Exception {
        try (var shelf = shelf()) {
            put(shelf, "metal-plant-north-20260102T030405Z-00000001.backup", 40 << 20);

            assertThatThrownBy(() -> put(shelf, "metal-plant-north-20260103T030405Z-00000002.backup", 40 << 20))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("south has no room")
                    .hasMessageContaining("backup.keep-count");
            assertThat(shelf.list()).hasSize(1);
        }
    }

    @Test
    void onlyAMemberSendsToAMemberAndOnlyAnAdministratorOfThisPlantSends() {
        try (var shelf = shelf();
                var elsewhere = shelf("west", "Metal-Admin", KEY);
                var viewer = shelf("south", "Metal-View", "a view key")) {
            assertThatThrownBy(elsewhere::list).hasMessageContaining("there is no other member \"west\"");
            assertThatThrownBy(viewer::list).hasMessageContaining("for administrators of this plant");

            member.set(false);

            assertThatThrownBy(shelf::list).hasMessageContaining("for members of the federation");
        }
    }

    @Test
    void aPlantThatDoesNotAnswerIsToldAsSuch() {
        south.stop();
        try (var shelf = shelf()) {
            assertThatThrownBy(shelf::list)
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("peer:south cannot be used")
                    .hasMessageContaining("does not answer");
        }
    }
}

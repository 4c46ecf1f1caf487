package metalplant.bootstrap.reach;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import metalplant.model.ip.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program ip is a script here that notes what it is asked. */
class KeeperTest {
    @TempDir
    private Path folder = Path.of("");

    private final List<String> told = new ArrayList<>();
    private String complaint = "";

    private Keeper keeper(String script) throws IOException {
        var program = Files.writeString(folder.resolve("before"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Keeper(
                () -> complaint,
                new OwnAddress(List.of(program.toString()), IpAddress.parse("198.51.100.1")),
                Duration.ofSeconds(15),
                told::add);
    }

    private List<String> asked() throws IOException {
        var file = folder.resolve("asked");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private static void look(Keeper keeper, int times) {
        for (int i = 0; i < times; i++) {
            keeper.look();
        }
    }

    @Test
    void aDoorIsBelievedTheFifthTimeAndGivenUpTheSecond() throws Exception {
        var keeper = keeper("echo \"$@\" >>" + folder.resolve("asked"));
        look(keeper, 4);
        assertThat(keeper.holds()).isFalse();
        assertThat(asked()).isEmpty();
        look(keeper, 2);
        assertThat(keeper.holds()).isTrue();
        complaint = "it answers with status 503";
        keeper.look();
        assertThat(keeper.holds()).isTrue();
        keeper.look();
        assertThat(keeper.holds()).isFalse();
        var hold = "ip address replace 198.51.100.1/32 dev lo valid_lft 15 preferred_lft 15";
        assertThat(asked()).containsExactly(hold, hold, hold, "ip address del 198.51.100.1/32 dev lo");
        assertThat(told)
                .containsExactly(
                        "announced: the door is healthy",
                        "withdrawn: the door is not healthy: it answers with status 503");
    }

    @Test
    void aDoorThatComesAndGoesIsNotAnnounced() throws Exception {
        var keeper = keeper("echo \"$@\" >>" + folder.resolve("asked"));
        for (int i = 0; i < 5; i++) {
            complaint = "";
            look(keeper, 4);
            complaint = "it does not answer";
            keeper.look();
        }
        assertThat(keeper.holds()).isFalse();
        assertThat(asked()).isEmpty();
    }

    @Test
    void whatCannotBeDoneIsToldOnceAndTriedAgain() throws Exception {
        var keeper = keeper("echo 'RTNETLINK answers: Operation not permitted'; exit 2");
        look(keeper, 8);
        assertThat(keeper.holds()).isFalse();
        assertThat(told).containsExactly("198.51.100.1 cannot be held: RTNETLINK answers: Operation not permitted");
    }

    @Test
    void whoEndsGivesTheAddressUp() throws Exception {
        var keeper = keeper("echo \"$@\" >>" + folder.resolve("asked"));
        look(keeper, 5);
        keeper.end();
        assertThat(asked().getLast()).isEqualTo("ip address del 198.51.100.1/32 dev lo");
        assertThat(told.getLast()).isEqualTo("withdrawn: the keeper ends");
    }
}

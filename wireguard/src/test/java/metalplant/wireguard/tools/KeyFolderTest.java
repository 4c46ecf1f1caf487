package metalplant.wireguard.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import metalplant.model.Problem;
import metalplant.wireguard.plan.MemberId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFolderTest {
    private static final MemberId SOUTH = new MemberId("south");
    private final Commands commands =
            new Commands(Programs.find(Optional.empty()), Optional.empty(), Duration.ofSeconds(20));

    @TempDir
    Path folder;

    @Test
    void aKeyIsMadeOnceAndOnlyWeReadIt() throws Exception {
        var keys = new KeyFolder(folder.resolve("keys"), commands);

        var first = keys.key(SOUTH, 1);

        assertThat(keys.key(SOUTH, 1)).isEqualTo(first);
        assertThat(keys.key(SOUTH, 2).key()).isNotEqualTo(first.key());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first.file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("keys"))))
                .isEqualTo("rwx------");
        assertThat(first.toString())
                .doesNotContain(Files.readString(first.file()).strip());
    }

    @Test
    void aForgottenKeyIsGone() {
        var keys = new KeyFolder(folder.resolve("keys"), commands);
        var key = keys.key(SOUTH, 1);

        keys.forget(SOUTH, 1);
        keys.forget(SOUTH, 1);

        assertThat(key.file()).doesNotExist();
        assertThat(keys.key(SOUTH, 1).key()).isNotEqualTo(key.key());
    }

    @Test
    void aKeyThatOthersMayReadIsNotUsed() throws Exception {
        var keys = new KeyFolder(folder.resolve("keys"), commands);
        var key = keys.key(SOUTH, 1);
        Files.setPosixFilePermissions(key.file(), PosixFilePermissions.fromString("rw-r--r--"));

        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> keys.key(SOUTH, 1))
                .withMessageContaining("others may read");
    }

    @Test
    void aFailedCommandSaysWhatItSaidAndOneThatHangsIsEnded() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> commands.mustRun(List.of("wg", "set", "pmeshnone", "listen-port", "1"), ""))
                .withMessageContaining("wg set pmeshnone")
                .withMessageContaining("ended with 1");
        var hasty = new Commands(Programs.find(Optional.empty()), Optional.empty(), Duration.ofMillis(200));
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> hasty.mustRun(List.of("ping", "-n", "-c", "50", "127.0.0.1"), ""))
                .withMessageContaining("did not end");
    }

    @Test
    void endlessOutputIsCut() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> commands.run(List.of("/usr/bin/yes"), ""))
                .withMessageContaining("/usr/bin/yes");
    }

    @Test
    void aMissingNamespaceAndAnOddOneAreNamed() {
        var programs = Programs.find(Optional.empty());
        var nowhere = new Commands(programs, Optional.of("mpwg-nowhere"), Duration.ofSeconds(20));
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> nowhere.mustRun(List.of("ip", "-j", "link", "show"), ""))
                .withMessageContaining("mpwg-nowhere");
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> new Commands(programs, Optional.of("../x"), Duration.ofSeconds(1)));
    }
}

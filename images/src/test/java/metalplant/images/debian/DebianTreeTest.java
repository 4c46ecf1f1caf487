package metalplant.images.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import metalplant.images.SmallTree;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebianTreeTest {
    @TempDir
    Path folder;

    @Test
    void aTreeThatIsNotWhatItsLockNamesIsRefused() throws Exception {
        // given
        var lock = SmallTree.in(folder.resolve("tree"))
                .with("bash", "5.2", Map.of("/usr/bin/bash", "b"))
                .with("sed", "4.9", Map.of("/usr/bin/sed", "s"))
                .locked(folder.resolve("base.lock"));
        Files.writeString(lock, Files.readString(lock).replace("sed 4.9", "sed 4.10"));

        // then
        assertThatThrownBy(() -> DebianTree.open("base", folder.resolve("tree"), lock))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("not in the lock: sed 4.9 amd64")
                .hasMessageContaining("not in the tree: sed 4.10 amd64")
                .hasMessageContaining("--update base");
    }

    @Test
    void filesOfAPackageThatIsLeftOutStayIfAnotherPackageHasThemToo() {
        // given
        var lock = SmallTree.in(folder.resolve("tree"))
                .with("perl", "5.40", Map.of("/usr/bin/perl", "p", "/usr/share/both", "x"))
                .with("bash", "5.2", Map.of("/bin/bash", "b", "/usr/share/both", "x"))
                .locked(folder.resolve("base.lock"));
        var tree = DebianTree.open("base", folder.resolve("tree"), lock);

        // then
        assertThat(tree.filesOnlyOf(Set.of("perl"))).contains("/usr/bin/perl").doesNotContain("/usr/share/both");
        assertThat(tree.filesOnlyOf(Set.of("bash"))).contains("/usr/bin/bash");
    }

    @Test
    void aPackageThatIsNotThereCannotBeLeftOut() {
        // given
        var lock = SmallTree.in(folder.resolve("tree"))
                .with("bash", "5.2", Map.of("/usr/bin/bash", "b"))
                .locked(folder.resolve("base.lock"));
        var tree = DebianTree.open("base", folder.resolve("tree"), lock);

        // then
        assertThatThrownBy(() -> tree.filesOnlyOf(Set.of("perl"))).hasMessageContaining("no package perl");
    }
}

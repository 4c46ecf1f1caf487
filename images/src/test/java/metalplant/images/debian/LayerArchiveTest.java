package metalplant.images.debian;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import metalplant.images.SmallTree;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerArchiveTest {
    private static final Instant TIME = Instant.parse("2026-11-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void theSameTreeGivesTheSameBytesWhateverTheTimesOfItsFilesAre() throws Exception {
        // given
        var first = small("first");
        var second = small("second");
        second.touched(Instant.parse("1999-01-01T00:00:00Z"));

        // when
        layer("first").write(folder.resolve("1.tar"), Optional.empty());
        layer("second").write(folder.resolve("2.tar"), Optional.empty());

        // then
        assertThat(folder.resolve("1.tar")).hasSameBinaryContentAs(folder.resolve("2.tar"));
        assertThat(first).isNotSameAs(second);
    }

    @Test
    void aLayerHasNoSetUserIdBitsNoManualsAndNothingOfPackagesThatAreLeftOut() throws Exception {
        // given
        small("tree");
        Files.setAttribute(folder.resolve("tree/usr/bin/bash"), "unix:mode", 04755);

        // when
        layer("tree").write(folder.resolve("layer.tar"), Optional.empty());

        // then
        var entries = entries(folder.resolve("layer.tar"));
        assertThat(entry(entries, "usr/bin/bash").getMode()).isEqualTo(0755);
        assertThat(entries)
                .containsKeys("usr/share/doc/bash/copyright", "etc/passwd", "usr/bin/sh")
                .doesNotContainKeys("usr/share/man/bash.1", "usr/share/doc/bash/README", "usr/bin/perl", "etc/shadow");
        assertThat(entry(entries, "usr/bin/sh").getLinkName()).isEqualTo("bash");
        assertThat(entries.values())
                .allMatch(entry -> entry.getModTime().toInstant().equals(TIME));
    }

    @Test
    void aLayerAboveAnotherHasOnlyWhatDiffers() throws Exception {
        // given
        small("base");
        small("more").with("postgresql-17", "17.6", Map.of("/usr/bin/postgres", "p"));
        SmallTree.in(folder.resolve("more")).file("/usr/bin/bash", "another bash");

        // when
        layer("more").write(folder.resolve("layer.tar"), Optional.of(layer("base")));

        // then
        assertThat(entries(folder.resolve("layer.tar")))
                .containsKeys("usr/bin/postgres", "usr/bin/bash")
                .doesNotContainKeys("usr/bin/sh", "etc/passwd", "usr/share/doc/bash/copyright");
    }

    private SmallTree small(String name) throws IOException {
        var tree = SmallTree.in(folder.resolve(name))
                .with(
                        "bash",
                        "5.2",
                        Map.of(
                                "/usr/bin/bash", "b",
                                "/usr/share/doc/bash/copyright", "GPL",
                                "/usr/share/doc/bash/README", "long",
                                "/usr/share/man/bash.1", "longer"))
                .with("perl-base", "5.40", Map.of("/usr/bin/perl", "p"))
                .file("/etc/shadow", "root:*:")
                .link("/usr/bin/sh", "bash");
        Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
        return tree;
    }

    private LayerArchive layer(String name) {
        var tree = new DebianTree(
                name,
                folder.resolve(name),
                java.util.List.of(
                        new DebianPackage("bash", "5.2", "amd64", "Package: bash\n"),
                        new DebianPackage("perl-base", "5.40", "amd64", "Package: perl-base\n")));
        return new LayerArchive(
                tree, Selection.of(tree, Set.of("perl-base"), Set.of(), Map.of("/etc/passwd", "root:x:0:0\n")), TIME);
    }

    private static TarArchiveEntry entry(Map<String, TarArchiveEntry> entries, String name) {
        return java.util.Objects.requireNonNull(entries.get(name), name);
    }

    private static Map<String, TarArchiveEntry> entries(Path file) throws IOException {
        var entries = new TreeMap<String, TarArchiveEntry>();
        try (var tar = new TarArchiveInputStream(Files.newInputStream(file))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.put(entry.getName(), entry);
            }
        }
        return entries;
    }
}

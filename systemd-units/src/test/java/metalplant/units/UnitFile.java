package metalplant.units;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import metalplant.testkit.systemd.DebianTree;

/** One unit of ours, as it is written. */
record UnitFile(Path file, List<String> lines) {
    static final Path FOLDER = DebianTree.project().resolve("systemd-units");
    static final Path ROOT = FOLDER.resolve("root");
    private static final Path QUADLETS = ROOT.resolve("etc/containers/systemd");
    private static final Path PLAIN = ROOT.resolve("usr/lib/systemd/system");

    static List<UnitFile> containers() {
        return in(QUADLETS);
    }

    static List<UnitFile> plain() {
        return in(PLAIN);
    }

    /** What systemd calls all of them. */
    static List<String> names() {
        return Stream.concat(containers().stream(), plain().stream())
                .map(UnitFile::unit)
                .sorted()
                .toList();
    }

    private static List<UnitFile> in(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(UnitFile::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static UnitFile read(Path file) {
        try {
            return new UnitFile(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name of its service, or its own. */
    String unit() {
        return file.getFileName().toString().replace(".container", ".service");
    }

    boolean isService() {
        return unit().endsWith(".service");
    }

    List<String> all(String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .toList();
    }

    Optional<String> one(String key) {
        return all(key).stream().findFirst();
    }

    /** Its limit in MiB. */
    long memoryMax() {
        var text = one("MemoryMax").orElseThrow(() -> new AssertionError(unit() + " has no MemoryMax"));
        return Long.parseLong(text.replaceAll("M$", ""));
    }

    @Override
    public String toString() {
        return unit();
    }
}

package metalplant.images.agent;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import metalplant.images.files.Trees;
import metalplant.images.oci.Digest;
import metalplant.images.runtime.Application;
import metalplant.images.runtime.Jar;
import metalplant.images.runtime.LinkedJdk;
import metalplant.model.Problem;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * {@code agent.run}: a shell script with a compressed archive behind it, which has Java, the jars of the agent, its units and the script
 * that takes changes back. A switch needs a shell, tar and gzip to install it, and glibc to run it.
 */
public final class AgentInstaller {
    /** Its name beside the containers. */
    public static final String FILE = "agent.run";

    /** Where all of it lies on a switch. */
    static final String PLACE = "/usr/lib/metal-core";

    /** What switches fetch over their management network, and the root of an appliance has room for. */
    static final long SIZE_MAX = 64L << 20;

    /** glibc of Debian 11, on which SONiC stands up to 202311; 2.36 is that of Debian 12. */
    static final Glibc OLDEST = new Glibc(2, 31);

    /** What jdeps finds in the agent's jars, without what only unused parts of libraries name. */
    private static final List<String> MODULES = List.of(
            "java.base",
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.xml",
            "jdk.crypto.ec",
            "jdk.httpserver",
            "jdk.unsupported");

    private static final List<String> UNITS =
            List.of("metal-core.service", "metal-core-guard.service", "metal-core-guard.timer");

    private static final int PROGRAM = 0755;
    private static final int FILE_MODE = 0644;
    private static final long MEGABYTE = 1 << 20;

    private AgentInstaller() {}

    /**
     * What it is made of.
     *
     * @param jdk a whole JDK 25, for the machine of the switches
     * @param classpath of the agent, as the build wrote it
     * @param repository the local Maven repository, in which fetched jars lie
     * @param scripts {@code images/switch}
     * @param manual {@code docs/agent.md}
     * @param version of what this tree builds
     * @param machine as {@code uname -m} says it
     * @param time that all files get
     */
    public record Parts(
            Path jdk,
            String classpath,
            Path repository,
            Path scripts,
            Path manual,
            String version,
            String machine,
            Instant time) {}

    /**
     * What came out.
     *
     * @param file the installer
     * @param size of it in bytes
     * @param unpacked bytes on a switch
     * @param jars in it
     * @param glibc that a switch must have at least
     */
    public record Made(Path file, long size, long unpacked, List<Jar> jars, Glibc glibc) {
        /** Whether every SONiC that is looked after can run it. */
        public boolean isForAll() {
            return glibc.compareTo(OLDEST) <= 0;
        }
    }

    /**
     * Makes it anew.
     *
     * @param out the installer
     * @param work for what is in between
     * @throws Problem BAD_REQUEST if something is missing, or it is larger than it may be
     */
    public static Made make(Parts parts, Path out, Path work) {
        var runtime = work.resolve("agent-runtime");
        LinkedJdk.link(parts.jdk(), runtime, MODULES);
        var jars = Application.jars(parts.classpath(), parts.repository(), parts.version());
        var items = items(parts, runtime, jars);
        long unpacked = items.stream().mapToLong(Item::size).sum();
        var payload = work.resolve("agent.tar.gz");
        write(payload, items, parts.time());
        concatenate(head(parts, payload, unpacked), payload, out);
        long size = size(out);
        if (size > SIZE_MAX) {
            throw Problem.bad("%s has %d MB and may have %d: what has come into it?"
                    .formatted(out, size / MEGABYTE, SIZE_MAX / MEGABYTE));
        }
        return new Made(out, size, unpacked, jars, Glibc.ofAll(Trees.files(runtime)));
    }

    /** A file of the archive: from a file or of these bytes. */
    private record Item(String name, int mode, Path file, byte[] bytes) {
        static Item of(String name, int mode, Path file) {
            return new Item(name, mode, file, new byte[0]);
        }

        static Item of(String name, int mode, String text) {
            return new Item(name, mode, Path.of(""), text.getBytes(StandardCharsets.UTF_8));
        }

        boolean isFile() {
            return !file.toString().isEmpty();
        }

        long size() {
            return isFile() ? AgentInstaller.size(file) : bytes.length;
        }
    }

    private static List<Item> items(Parts parts, Path runtime, List<Jar> jars) {
        var items = new ArrayList<Item>();
        for (var each : Trees.files(runtime)) {
            items.add(Item.of(
                    "runtime/" + runtime.relativize(each), Files.isExecutable(each) ? PROGRAM : FILE_MODE, each));
        }
        jars.forEach(jar -> items.add(Item.of("lib/" + jar.name(), FILE_MODE, jar.file())));
        items.add(Item.of("lib/java.args", FILE_MODE, Application.arguments(jars, PLACE)));
        UNITS.forEach(each ->
                items.add(Item.of("units/" + each, FILE_MODE, parts.scripts().resolve(each))));
        Stream.of("metal-core", "guard")
                .forEach(each -> items.add(
                        Item.of("bin/" + each, PROGRAM, parts.scripts().resolve(each))));
        items.add(Item.of("agent.md", FILE_MODE, parts.manual()));
        items.add(Item.of("version", FILE_MODE, parts.version() + "\n"));
        return items;
    }

    private static void write(Path to, List<Item> items, Instant time) {
        var parameters = new GzipParameters();
        parameters.setCompressionLevel(9);
        try (var out = new TarArchiveOutputStream(
                new GzipCompressorOutputStream(new BufferedOutputStream(Files.newOutputStream(to)), parameters))) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (var folder : folders(items)) {
                out.putArchiveEntry(entry(folder, PROGRAM, 0, time));
                out.closeArchiveEntry();
            }
            for (var item : items) {
                out.putArchiveEntry(entry(item.name(), item.mode(), item.size(), time));
                if (item.isFile()) {
                    Files.copy(item.file(), out);
                } else {
                    out.write(item.bytes());
                }
                out.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw Problem.bad("%s cannot be written: %s".formatted(to, e)).because(e);
        }
    }

    private static List<String> folders(List<Item> items) {
        var found = new java.util.TreeSet<String>();
        for (var item : items) {
            for (int slash = item.name().indexOf('/');
                    slash >= 0;
                    slash = item.name().indexOf('/', slash + 1)) {
                found.add(item.name().substring(0, slash + 1));
            }
        }
        return List.copyOf(found);
    }

    private static TarArchiveEntry entry(String name, int mode, long size, Instant time) {
        var entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setSize(size);
        entry.setUserId(0);
        entry.setGroupId(0);
        entry.setUserName("root");
        entry.setGroupName("root");
        entry.setLastModifiedTime(java.nio.file.attribute.FileTime.from(time));
        return entry;
    }

    /** The script before the archive. */
    private static String head(Parts parts, Path payload, long unpacked) {
        var script = Trees.read(parts.scripts().resolve("head.sh"));
        var words = new TreeMap<>(Map.of(
                "@VERSION@", parts.version(),
                "@MACHINE@", parts.machine(),
                "@UNPACKED@", String.valueOf(unpacked / MEGABYTE + 1),
                "@SUM@", Digest.ofFile(payload).hex(),
                "@LINE@", String.valueOf(script.lines().count() + 1)));
        for (var word : words.entrySet()) {
            script = script.replace(word.getKey(), word.getValue());
        }
        return script;
    }

    private static void concatenate(String head, Path payload, Path out) {
        try {
            try (var stream = new BufferedOutputStream(Files.newOutputStream(out))) {
                stream.write(head.getBytes(StandardCharsets.UTF_8));
                Files.copy(payload, stream);
            }
            Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw Problem.bad("%s cannot be written: %s".formatted(out, e)).because(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(file, e)).because(e);
        }
    }
}

package metalplant.images.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import metalplant.images.files.Trees;
import metalplant.model.Problem;

/** A JDK with the modules that the programs need and nothing else, linked from the JDK that builds. */
public final class LinkedJdk {
    /** What jdeps finds in the jars, without java.desktop and java.compiler, which only unused parts of libraries name; zipfs and crypto by name at run time. */
    private static final List<String> MODULES = List.of(
            "java.base",
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.security.jgss",
            "java.sql",
            "jdk.crypto.ec",
            "jdk.httpserver",
            "jdk.management",
            "jdk.net",
            // Who calls, told by the kernel: the host agent's bus asks for it.
            "jdk.security.auth",
            "jdk.unsupported",
            "jdk.zipfs");

    private LinkedJdk() {}

    /** Links what all programs of a plant need. */
    static void link(Path jdk, Path target) {
        link(jdk, target, MODULES);
    }

    /** Links these into {@code target}, with the archive of classes without which a start takes twice as long. */
    public static void link(Path jdk, Path target, List<String> modules) {
        Trees.delete(target);
        run(List.of(
                jdk.resolve("bin/jlink").toString(),
                "--add-modules",
                String.join(",", modules),
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--compress",
                "zip-6",
                "--generate-cds-archive",
                "--output",
                target.toString()));
    }

    /** What the JDK says of itself, for the bill of materials: {@code IMPLEMENTOR} and {@code JAVA_RUNTIME_VERSION}. */
    static String version(Path jdk) {
        try {
            return Files.readAllLines(jdk.resolve("release")).stream()
                    .filter(line -> line.startsWith("JAVA_RUNTIME_VERSION="))
                    .findFirst()
                    .map(line -> line.replaceAll("^[^=]*=\"?|\"$", ""))
                    .orElseThrow(() -> Problem.bad(jdk + " is no JDK: its file release names no version"));
        } catch (IOException e) {
            throw Problem.bad("%s is no JDK: %s; set JAVA_HOME to a JDK 25".formatted(jdk, e))
                    .because(e);
        }
    }

    private static void run(List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw Problem.bad("the JDK cannot be linked: " + output.strip());
            }
        } catch (IOException e) {
            throw Problem.bad("%s cannot be run: %s; set JAVA_HOME to a JDK 25".formatted(command.getFirst(), e))
                    .because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.bad("the linking of the JDK was interrupted").because(e);
        }
    }
}

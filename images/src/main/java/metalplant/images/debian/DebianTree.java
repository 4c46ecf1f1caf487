package metalplant.images.debian;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.model.Problem;

/**
 * A root file system made of Debian packages, as {@code installer/debian/tree} leaves it.
 *
 * @param name of the list of packages it was made from
 * @param root where it lies
 * @param packages what dpkg says is installed, by name
 */
public record DebianTree(String name, Path root, List<DebianPackage> packages) {
    private static final String STATUS = "var/lib/dpkg/status";
    private static final String INFO = "var/lib/dpkg/info";
    private static final int NAMED_MAX = 5;

    public DebianTree {
        packages = packages.stream().sorted().toList();
    }

    /**
     * Reads a tree and holds it against its lock.
     *
     * @param lock lines of package, version, architecture and SHA-256
     * @throws Problem RULE_VIOLATED if the tree has another package, or another version of one, than its lock
     */
    public static DebianTree open(String name, Path root, Path lock) {
        try {
            var tree = new DebianTree(name, root, status(Files.readString(root.resolve(STATUS))));
            tree.compareWith(Files.readAllLines(lock), lock);
            return tree;
        } catch (IOException e) {
            throw Problem.bad("the tree %s in %s cannot be read: %s".formatted(name, root, e))
                    .because(e);
        }
    }

    /** Installed packages of dpkg's status file. */
    static List<DebianPackage> status(String text) {
        return Stream.of(text.split("\n\n"))
                .map(paragraph -> paragraph.strip() + "\n")
                .filter(paragraph -> field(paragraph, "Status").endsWith(" installed"))
                .map(paragraph -> new DebianPackage(
                        field(paragraph, "Package"),
                        field(paragraph, "Version"),
                        field(paragraph, "Architecture"),
                        paragraph))
                .toList();
    }

    /**
     * Absolute paths that belong to the named packages and to no other.
     *
     * @throws Problem BAD_REQUEST if a package is not in the tree
     */
    Set<String> filesOnlyOf(Set<String> names) {
        var unknown = new TreeSet<>(names);
        packages.forEach(one -> unknown.remove(one.name()));
        if (!unknown.isEmpty()) {
            throw Problem.bad("the tree %s has no package %s to leave out".formatted(name, String.join(", ", unknown)));
        }
        var gone = new LinkedHashSet<String>();
        packages.stream().filter(one -> names.contains(one.name())).forEach(one -> gone.addAll(filesOf(one)));
        packages.stream().filter(one -> !names.contains(one.name())).forEach(one -> gone.removeAll(filesOf(one)));
        return gone;
    }

    private List<String> filesOf(DebianPackage one) {
        var info = root.resolve(INFO);
        var list = Stream.of(one.name() + ".list", one.name() + ":" + one.architecture() + ".list")
                .map(info::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> Problem.bad("the tree %s has no list of files of %s".formatted(name, one.name())));
        try {
            return Files.readAllLines(list).stream().map(this::merged).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a path of a package lies in a tree whose /bin, /sbin and /lib are links into /usr. */
    private String merged(String path) {
        return path.matches("/(bin|sbin|lib|lib64)/.*") ? "/usr" + path : path;
    }

    private void compareWith(List<String> lock, Path file) {
        var wanted = lock.stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.substring(0, Math.max(0, line.lastIndexOf(' '))))
                .collect(Collectors.toCollection(TreeSet::new));
        var found = packages.stream().map(DebianPackage::locked).collect(Collectors.toCollection(TreeSet::new));
        var differences = new ArrayList<String>();
        found.stream().filter(one -> !wanted.contains(one)).forEach(one -> differences.add("not in the lock: " + one));
        wanted.stream().filter(one -> !found.contains(one)).forEach(one -> differences.add("not in the tree: " + one));
        if (!differences.isEmpty()) {
            throw Problem.refused(
                    "the tree %s is not what %s names (%s%s): delete %s and build again, or take the new versions by installer/debian/tree --update %s"
                            .formatted(
                                    name,
                                    file,
                                    String.join("; ", differences.subList(0, Math.min(NAMED_MAX, differences.size()))),
                                    differences.size() > NAMED_MAX ? "; ..." : "",
                                    root,
                                    name));
        }
    }

    private static String field(String paragraph, String key) {
        return paragraph
                .lines()
                .filter(line -> line.startsWith(key + ": "))
                .findFirst()
                .map(line -> line.substring(key.length() + 2).strip())
                .orElse("");
    }
}

package metalplant.images.debian;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What of a tree goes into a container. Licences stay: {@code /usr/share/doc/PACKAGE/copyright}.
 *
 * @param files absolute paths that are left out
 * @param folders absolute paths that are left out with all that is below them
 * @param packages what is still there, by name
 * @param written files that are written instead of what the tree has: path to text
 */
public record Selection(
        Set<String> files, Set<String> folders, List<DebianPackage> packages, Map<String, String> written) {
    /** Filled when a container runs, or of use to a package manager, a service manager or a reader only. */
    private static final List<String> CONTENTS_LEFT_OUT = List.of(
            "/boot",
            "/dev",
            "/home",
            "/media",
            "/mnt",
            "/opt",
            "/proc",
            "/root",
            "/run",
            "/srv",
            "/sys",
            "/tmp",
            "/etc/apt",
            "/etc/cron.d",
            "/etc/cron.daily",
            "/etc/cron.weekly",
            "/etc/default",
            "/etc/dpkg",
            "/etc/init.d",
            "/etc/kernel",
            "/etc/logrotate.d",
            "/etc/rc0.d",
            "/etc/rc1.d",
            "/etc/rc2.d",
            "/etc/rc3.d",
            "/etc/rc4.d",
            "/etc/rc5.d",
            "/etc/rc6.d",
            "/etc/rcS.d",
            "/etc/ssl/certs",
            "/etc/ssl/private",
            "/etc/systemd",
            "/usr/lib/systemd",
            "/usr/lib/tmpfiles.d",
            "/usr/lib/sysusers.d",
            "/usr/lib/udev",
            "/usr/local",
            "/usr/share/bash-completion",
            "/usr/share/bug",
            "/usr/share/debconf",
            "/usr/share/info",
            "/usr/share/lintian",
            "/usr/share/locale",
            "/usr/share/man",
            "/usr/share/menu",
            "/usr/share/zsh",
            "/var/backups",
            "/var/cache",
            "/var/lib",
            "/var/log",
            "/var/mail",
            "/var/spool");

    private static final Set<String> FILES_LEFT_OUT = Set.of(
            "/.dockerenv",
            "/etc/.pwd.lock",
            "/etc/group-",
            "/etc/gshadow",
            "/etc/gshadow-",
            "/etc/hostname",
            "/etc/machine-id",
            "/etc/passwd-",
            "/etc/resolv.conf",
            "/etc/shadow",
            "/etc/shadow-",
            "/etc/subgid",
            "/etc/subgid-",
            "/etc/subuid",
            "/etc/subuid-");

    private static final String DOCUMENTATION = "/usr/share/doc/";

    public Selection {
        files = Set.copyOf(files);
        folders = Set.copyOf(folders);
        packages = List.copyOf(packages);
        written = new TreeMap<>(written);
    }

    /**
     * All of a tree but some packages.
     *
     * @param packagesLeftOut their files go, as far as no other package has them
     * @param foldersLeftOut further paths, files or folders
     * @param written further files, path to text; dpkg's status file is added
     */
    public static Selection of(
            DebianTree tree, Set<String> packagesLeftOut, Set<String> foldersLeftOut, Map<String, String> written) {
        var gone = new HashSet<>(tree.filesOnlyOf(new TreeSet<>(packagesLeftOut)));
        var kept = tree.packages().stream()
                .filter(one -> !packagesLeftOut.contains(one.name()))
                .toList();
        var texts = new TreeMap<>(written);
        texts.put(
                "/var/lib/dpkg/status",
                kept.stream().map(DebianPackage::paragraph).collect(Collectors.joining("\n")));
        return new Selection(gone, foldersLeftOut, kept, texts);
    }

    boolean leavesOut(String path) {
        return files.contains(path)
                || folders.stream().anyMatch(folder -> path.equals(folder) || path.startsWith(folder + "/"))
                || FILES_LEFT_OUT.contains(path)
                || path.contains("/__pycache__")
                || isDocumentation(path)
                || CONTENTS_LEFT_OUT.stream().anyMatch(folder -> path.startsWith(folder + "/"));
    }

    private static boolean isDocumentation(String path) {
        return path.startsWith(DOCUMENTATION)
                && path.indexOf('/', DOCUMENTATION.length()) > 0
                && !path.endsWith("/copyright");
    }
}

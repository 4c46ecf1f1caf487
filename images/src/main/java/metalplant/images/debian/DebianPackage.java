package metalplant.images.debian;

/**
 * A package as dpkg knows it.
 *
 * @param name without the architecture
 * @param version as dpkg writes it, with epoch and revision
 * @param architecture {@code amd64}, {@code arm64} or {@code all}
 * @param paragraph its whole entry in dpkg's status file, ending in a line break
 */
public record DebianPackage(String name, String version, String architecture, String paragraph)
        implements Comparable<DebianPackage> {

    /** As a lock file names it. */
    String locked() {
        return name + " " + version + " " + architecture;
    }

    /** The package URL of the bill of materials. */
    public String url() {
        return "pkg:deb/debian/%s@%s?arch=%s&distro=debian-13"
                .formatted(name, version.replace("+", "%2B").replace(":", "%3A"), architecture);
    }

    @Override
    public int compareTo(DebianPackage other) {
        return name.compareTo(other.name);
    }
}

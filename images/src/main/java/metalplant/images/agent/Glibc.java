package metalplant.images.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import metalplant.model.Problem;

/** A version of the C library: programs name the newest one of which they use something, and do not start on an older one. */
public record Glibc(int major, int minor) implements Comparable<Glibc> {
    private static final Pattern NAMED = Pattern.compile("GLIBC_([0-9]{1,3})\\.([0-9]{1,3})(?:\\.[0-9]{1,3})?\0");
    private static final String ELF = "\u007fELF";
    private static final Comparator<Glibc> ORDER =
            Comparator.comparingInt(Glibc::major).thenComparingInt(Glibc::minor);

    /** The newest one that any of these programs and libraries names; 0.0 if none does. */
    static Glibc ofAll(List<Path> files) {
        return files.stream().map(Glibc::of).max(Comparator.naturalOrder()).orElse(new Glibc(0, 0));
    }

    private static Glibc of(Path file) {
        try {
            // Names are bytes of a section, with a zero behind each.
            var text = new String(Files.readAllBytes(file), ISO_8859_1);
            return text.startsWith(ELF)
                    ? NAMED.matcher(text)
                            .results()
                            .map(each -> new Glibc(Integer.parseInt(each.group(1)), Integer.parseInt(each.group(2))))
                            .max(Comparator.naturalOrder())
                            .orElse(new Glibc(0, 0))
                    : new Glibc(0, 0);
        } catch (IOException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(file, e)).because(e);
        }
    }

    @Override
    public int compareTo(Glibc other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}

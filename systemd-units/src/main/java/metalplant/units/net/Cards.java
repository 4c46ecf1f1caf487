package metalplant.units.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Network cards of a host, as the kernel shows them. */
final class Cards {
    private static final int ETHERNET = 1;

    private Cards() {}

    /**
     * Cards by name, those with a carrier first. What software made (bridges, VLANs, tunnels, loopback) is none.
     *
     * @param sys {@code /sys/class/net}, or a folder like it
     */
    static List<String> of(Path sys) {
        try (var entries = Files.list(sys)) {
            return entries.filter(Cards::isCard)
                    .sorted(Comparator.comparing((Path each) -> !hasCarrier(each))
                            .thenComparing(each -> each.getFileName().toString()))
                    .map(each -> each.getFileName().toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the network cards cannot be listed", e);
        }
    }

    private static boolean isCard(Path entry) {
        return Files.exists(entry.resolve("device"))
                && read(entry.resolve("type")).equals(Integer.toString(ETHERNET))
                && !Files.exists(entry.resolve("wireless"));
    }

    /** One that is down cannot say, which reads as an error. */
    private static boolean hasCarrier(Path entry) {
        return read(entry.resolve("carrier")).equals("1");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "";
        }
    }
}

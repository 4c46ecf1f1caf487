package metalplant.boot.card;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import metalplant.model.ip.IpAddress;

/** Cards of addresses on the same wire, as the kernel found them. */
@FunctionalInterface
public interface Neighbours {
    /** The card that answers for this address; lower case with colons. */
    Optional<String> macOf(IpAddress address);

    /** From the kernel's table, {@code /proc/net/arp}: address, type, flags, card, mask, device. */
    static Neighbours ofKernel(Path table) {
        var complete = Pattern.compile("0x[0-9a-f]*[2367abef]");
        var card = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");
        return address -> {
            try (var lines = Files.lines(table, StandardCharsets.ISO_8859_1)) {
                return lines.map(line -> line.trim().split("\\s+"))
                        .filter(words -> words.length >= 6
                                && words[0].equals(address.toString())
                                && complete.matcher(words[2]).matches()
                                && card.matcher(words[3]).matches()
                                && !words[3].equals("00:00:00:00:00:00"))
                        .map(words -> words[3])
                        .findFirst();
            } catch (IOException | java.io.UncheckedIOException _) {
                return Optional.empty();
            }
        };
    }
}

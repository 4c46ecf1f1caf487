package metalplant.boot.card;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import metalplant.model.World;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.IpAddress;

/**
 * The addresses that dnsmasq gave: a line each with the second of its end (0 = never), card, address, name and client id. dnsmasq writes
 * the file anew with every change, so it is read again when it looks different. It empties the file before it writes it, so whoever is not in a
 * file that is being written is looked for a little longer: where many machines start at once that is always so.
 */
public final class LeaseFile {
    /** dnsmasq gives at most a thousand addresses unless told otherwise; a line has some 80 bytes. */
    private static final long BYTES_MAX = 8L << 20;

    private static final int TRIES = 20;
    private static final Duration PAUSE = Duration.ofMillis(100);
    /** A file that has not changed for so long is whole. */
    private static final long SETTLED_MILLIS = 1_000;

    private static final Pattern MAC = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");

    private record Lease(String mac, long ends) {}

    private record State(long size, Object changed) {}

    private final Path file;
    private final World world;
    private State state = new State(-1, "");
    private Map<IpAddress, Lease> leases = Map.of();

    public LeaseFile(Path file, World world) {
        this.file = file;
        this.world = world;
    }

    /** The card that has this address; lower case with colons. */
    public Optional<String> macOf(IpAddress address) {
        return patiently(() -> now(address));
    }

    /** Whether that card has this address. */
    public boolean has(IpAddress address, String mac) {
        return patiently(() -> now(address).filter(mac::equals)).isPresent();
    }

    private Optional<String> patiently(Supplier<Optional<String>> look) {
        try {
            for (int tries = 0; ; tries++) {
                var found = look.get();
                if (found.isPresent() || tries == TRIES || isWhole()) {
                    return found;
                }
                world.pause(PAUSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private synchronized Optional<String> now(IpAddress address) {
        refresh();
        return Optional.ofNullable(leases.get(address))
                .filter(lease -> lease.ends() == 0 || lease.ends() > world.now().getEpochSecond())
                .map(Lease::mac);
    }

    /** Of a file that is not there nothing more is to come. */
    private boolean isWhole() {
        try {
            return Files.getLastModifiedTime(file).toMillis() < world.now().toEpochMilli() - SETTLED_MILLIS;
        } catch (IOException _) {
            return true;
        }
    }

    /** How many addresses are given. */
    public synchronized int count() {
        refresh();
        return leases.size();
    }

    private void refresh() {
        try {
            var now = new State(Files.size(file), Files.getLastModifiedTime(file));
            if (now.size() <= BYTES_MAX && !now.equals(state)) {
                leases = parse(Files.readString(file, StandardCharsets.ISO_8859_1));
                // Times of files are coarse: what changed in this very moment is looked at once more.
                state = isWhole() ? now : new State(-1, "");
            }
        } catch (NoSuchFileException _) {
            leases = Map.of();
        } catch (IOException _) {
            // It is being written: what was known stays.
        }
    }

    /** Lines that are none are passed over. */
    private static Map<IpAddress, Lease> parse(String text) {
        var found = new HashMap<IpAddress, Lease>();
        text.lines().forEach(line -> {
            var words = line.split(" ", 5);
            if (words.length < 4
                    || !words[0].matches("[0-9]{1,12}")
                    || !MAC.matcher(words[1]).matches()) {
                return;
            }
            IpAddress.tryParse(words[2])
                    .filter(address -> address.family() == AddressFamily.IPV4)
                    .ifPresent(address -> found.put(address, new Lease(words[1], Long.parseLong(words[0]))));
        });
        return found;
    }
}

package metalplant.bmc.redfish;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;

/**
 * Pins in a file: a line for each controller, its host and the hash of its key. To let an exchanged controller in again, take its line out
 * and start the service anew. Safe for many threads.
 */
public final class PinFile implements Pins {
    private static final System.Logger LOG = System.getLogger(PinFile.class.getName());
    private static final Pattern LINE = Pattern.compile("(\\S{1,255}) ([0-9a-f]{64})");
    private static final int PINS_MAX = 8192;

    private final Path file;
    private final Map<String, String> pins = new LinkedHashMap<>();

    /** @throws Problem BAD_REQUEST for a file that is not one of ours: it is not thrown away, since then anybody would be let in */
    public PinFile(Path file) {
        this.file = file;
        try {
            if (Files.exists(file)) {
                Files.readAllLines(file).forEach(this::read);
            }
        } catch (IOException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(file, e)).because(e);
        }
    }

    private void read(String line) {
        var match = LINE.matcher(line);
        if (!match.matches()) {
            throw Problem.bad(
                    "%s has a line that is no host and hash: put the file away to begin anew".formatted(file));
        }
        pins.put(match.group(1), match.group(2));
    }

    @Override
    public synchronized boolean isKnown(String host, String sha256) {
        if (sha256.equals(pins.get(host))) {
            return true;
        }
        // A controller that was met under another address has got a new lease.
        if (pins.containsKey(host) && !pins.containsValue(sha256)) {
            LOG.log(
                    WARNING,
                    "another certificate than before host={0}: if the controller was exchanged, take its line out of {1} and start"
                            + " plant-bmc anew",
                    host,
                    file);
            return false;
        }
        if (!pins.containsKey(host) && pins.size() >= PINS_MAX) {
            LOG.log(WARNING, "too many controllers are known, so no further one is taken in file={0}", file);
            return false;
        }
        pins.put(host, sha256);
        return save();
    }

    private boolean save() {
        var text = pins.entrySet().stream()
                .map(pin -> pin.getKey() + " " + pin.getValue() + "\n")
                .collect(Collectors.joining());
        try {
            AtomicFile.write(file, text, AtomicFile.SECRET);
            return true;
        } catch (UncheckedIOException e) {
            LOG.log(WARNING, "cannot remember a controller file={0} because={1}", file, e.toString());
            return false;
        }
    }
}

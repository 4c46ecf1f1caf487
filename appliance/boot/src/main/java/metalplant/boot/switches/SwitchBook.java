package metalplant.boot.switches;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/** The switches that are served, from a file that may be exchanged at any time. One that cannot be read changes nothing. */
final class SwitchBook {
    private static final System.Logger LOG = System.getLogger(SwitchBook.class.getName());
    private final Path file;
    private KnownSwitch.All all = KnownSwitch.All.NONE;
    private Stamp read = Stamp.NONE;

    private record Stamp(long size, FileTime time) {
        static final Stamp NONE = new Stamp(-1, FileTime.fromMillis(0));
    }

    SwitchBook(Path file) {
        this.file = file;
    }

    /** As of now. */
    synchronized KnownSwitch.All all() {
        try {
            var stamp = new Stamp(Files.size(file), Files.getLastModifiedTime(file));
            if (!stamp.equals(read)) {
                read = stamp;
                all = KnownSwitch.All.read(file);
                LOG.log(
                        INFO,
                        "switches that are served count={0}",
                        all.switches().size());
            }
        } catch (NoSuchFileException _) {
            all = KnownSwitch.All.NONE;
            read = Stamp.NONE;
        } catch (IOException | UncheckedIOException e) {
            LOG.log(WARNING, "the switches cannot be read anew file={0} why={1}", file, e.getMessage());
        }
        return all;
    }

    Optional<KnownSwitch> at(String address) {
        return all().switches().stream()
                .filter(each -> each.address().equals(address))
                .findFirst();
    }

    boolean hasCard(String mac) {
        return all().switches().stream().anyMatch(each -> each.mac().equals(mac));
    }
}

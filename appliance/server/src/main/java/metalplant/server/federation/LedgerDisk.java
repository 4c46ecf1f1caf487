package metalplant.server.federation;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Optional;
import metalplant.core.restore.HostLife.Written;
import metalplant.mesh.files.AtomicFile;

/**
 * Whether the disk of this plant's voter is the one that it had last. It has the mark of the host's life, written behind the host. A
 * directory that was put back forgot votes and entries: it is set aside, and the plant votes under a new id, once the others have
 * taken that in (decision 8).
 */
public final class LedgerDisk {
    private static final System.Logger LOG = System.getLogger(LedgerDisk.class.getName());
    private static final String MARK = "mark";

    /** What people have to know and may have to type. */
    static final String FORGOT =
            "the ledger's directory of this plant was put back to an older state: it votes under a new id, and the"
                    + " voters that are left take that in by themselves if they are a majority. With two voters they are not: let the other"
                    + " plant go on alone, ./plantctl federation break-glass there; this one is taken in again then";

    private final Path ledger;
    private final Path aside;
    private final Path voter;

    /** @param folder of the federation's files */
    public LedgerDisk(Path folder) {
        this.ledger = folder.resolve("ledger");
        this.aside = folder.resolve("ledger.put-back");
        this.voter = folder.resolve("voter");
    }

    /**
     * Looks before the carrier does.
     *
     * @param host its life as it was when the plant ended
     * @param ordered an operator says that the disk was put back
     * @return whether the voter begins anew
     */
    public boolean check(Optional<Written> host, boolean ordered) {
        if (!Files.isDirectory(ledger) || (!ordered && isIntact(host))) {
            return false;
        }
        LOG.log(WARNING, "the disk of the ledger was put back, this plant votes under a new id aside={0}", aside);
        try {
            delete(aside);
            AtomicFile.remove(voter);
            Files.move(ledger, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set aside " + ledger, e);
        }
        return true;
    }

    /** One that was made a moment ago has no mark yet. */
    private boolean isIntact(Optional<Written> host) {
        var file = ledger.resolve(MARK);
        if (!Files.exists(file)) {
            return true;
        }
        var mark = AtomicFile.read(file).strip();
        return host.filter(written -> mark.equals(text(written)) || mark.equals(text(before(written))))
                .isPresent();
    }

    /** The host is written first, so the voter may be one mark behind. */
    private static Written before(Written written) {
        return new Written(written.counter(), written.nonce(), written.mark() - 1);
    }

    private static String text(Written written) {
        return "%d %s %d".formatted(written.counter(), written.nonce(), written.mark());
    }

    /** The host has this life now. */
    public void mark(Written host) {
        if (Files.isDirectory(ledger)) {
            AtomicFile.write(ledger.resolve(MARK), text(host) + "\n", AtomicFile.SECRET);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

package metalplant.server.federation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Files;
import java.nio.file.Path;
import metalplant.mesh.files.AtomicFile;
import metalplant.ratis.RatisCarrier;

/**
 * Under which id this plant votes in the ledger: the same as long as the voter's disk forgets nothing ({@link LedgerDisk}), also when
 * the database was restored; never one from a backup.
 */
record VoterId(Path file, RatisCarrier carrier) {
    String now() {
        if (Files.exists(file)) {
            return AtomicFile.read(file).strip();
        }
        return next();
    }

    /**
     * For a federation that is about to be joined by a plant that is in none: one that never voted. What a plant that left or was put
     * out had voted before is forgotten with the id, or its return into the same lineage would wait for ever.
     */
    String anew() {
        var known = now();
        if (carrier.isUnused(known)) {
            return known;
        }
        carrier.forget();
        return next();
    }

    /** Another one from now on. */
    String next() {
        var peer = carrier.newPeer();
        AtomicFile.write(file, (peer + "\n").getBytes(US_ASCII), AtomicFile.SECRET);
        return peer;
    }
}

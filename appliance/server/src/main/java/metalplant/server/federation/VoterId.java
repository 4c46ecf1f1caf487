package metalplant.server.federation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Files;
import java.nio.file.Path;
import metalplant.mesh.files.AtomicFile;
import metalplant.mesh.identity.PlantIdentity;
import metalplant.ratis.RatisCarrier;

/** Under which id this plant votes in the ledger: another one in each life, and never one from a backup. */
record VoterId(Path file, PlantIdentity identity, RatisCarrier carrier) {
    String now() {
        if (Files.exists(file)) {
            var text = AtomicFile.read(file).strip();
            if (text.startsWith(life())) {
                return text.substring(life().length());
            }
        }
        return next();
    }

    /** Another one from now on. */
    String next() {
        var peer = carrier.newPeer();
        AtomicFile.write(file, (life() + peer + "\n").getBytes(US_ASCII), AtomicFile.SECRET);
        return peer;
    }

    private String life() {
        return identity.incarnation().counter() + " ";
    }
}

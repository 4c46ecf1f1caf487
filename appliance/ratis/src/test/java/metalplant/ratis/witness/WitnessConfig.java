package metalplant.ratis.witness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.ratis.trust.Peer;
import metalplant.ratis.trust.Pins;

/**
 * What an operator tells a witness, in {@code witness.properties}:
 *
 * <pre>
 * listen = fd00::7:7443                       address and port inside the tunnel
 * lineage = 64 hex digits                     which ledger; not there before the first one is known
 * peer.PLANT = ADDRESS:PORT KEY               one line per plant; KEY in hex, as "plantctl federation trust" prints it
 * </pre>
 *
 * A key that nobody knows is an error.
 */
public record WitnessConfig(String host, int port, Optional<Hash> lineage, List<Peer> peers) {
    private static final String FILE = "witness.properties";
    private static final String PEER = "peer.";
    private static final int PEERS_MAX = 256;

    /** @throws Problem BAD_REQUEST with what is wrong in it */
    static WitnessConfig read(Path directory) {
        var properties = new Properties();
        var file = directory.resolve(FILE);
        try (var in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw wrong("%s cannot be read".formatted(file)).because(e);
        }
        return of(properties);
    }

    static WitnessConfig of(Properties properties) {
        var peers = new ArrayList<Peer>();
        for (var key : properties.stringPropertyNames()) {
            if (key.startsWith(PEER)) {
                peers.add(peer(key.substring(PEER.length()), properties.getProperty(key)));
            } else if (!List.of("listen", "lineage").contains(key)) {
                throw wrong("nobody knows the key \"%s\"".formatted(key));
            }
        }
        if (peers.size() > PEERS_MAX) {
            throw wrong("more than %d peers".formatted(PEERS_MAX));
        }
        var listen = properties.getProperty("listen", "");
        return new WitnessConfig(host(listen), port(listen), lineage(properties), List.copyOf(peers));
    }

    private static Optional<Hash> lineage(Properties properties) {
        var text = Optional.ofNullable(properties.getProperty("lineage"));
        try {
            return text.map(hex -> new Hash(Bytes.ofHex(hex.strip())));
        } catch (IllegalArgumentException e) {
            throw wrong("lineage = is followed by 64 hex digits").because(e);
        }
    }

    private static Peer peer(String plant, String value) {
        var parts = value.strip().split("\\s+", -1);
        try {
            var authority = Bytes.ofHex(parts[parts.length - 1]);
            Pins.key(authority);
            if (parts.length != 2) {
                throw new IllegalArgumentException("two words");
            }
            return new Peer(new PlantId(plant), authority, host(parts[0]), port(parts[0]));
        } catch (IllegalArgumentException e) {
            throw wrong("peer.%s = is followed by ADDRESS:PORT and a public key in hex".formatted(plant))
                    .because(e);
        }
    }

    private static String host(String address) {
        int colon = address.lastIndexOf(':');
        if (colon < 1) {
            throw wrong("\"%s\" is not ADDRESS:PORT".formatted(address));
        }
        return address.substring(0, colon).replace("[", "").replace("]", "");
    }

    private static int port(String address) {
        try {
            int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
            if (port < 1 || port > 65_535) {
                throw wrong("port %d".formatted(port));
            }
            return port;
        } catch (NumberFormatException e) {
            throw wrong("\"%s\" is not ADDRESS:PORT".formatted(address)).because(e);
        }
    }

    private static Problem wrong(String what) {
        return Problem.of(ProblemCode.BAD_REQUEST, what);
    }
}

package metalplant.ratis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.model.SystemWorld;
import metalplant.model.World;
import metalplant.ratis.trust.MeshAuthority;
import metalplant.ratis.trust.MeshIdentity;
import metalplant.ratis.trust.Peer;
import metalplant.testkit.carrier.Carriers;
import metalplant.testkit.carrier.TestFederation;

/** Real voters in one JVM, each with its own disk, keys and loopback address: nobody else's port is ever in the way. */
public final class RatisCarriers implements Carriers {
    public static final RatisOptions OPTIONS = new RatisOptions(
            Duration.ofMillis(600),
            Duration.ofMillis(1_200),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofMillis(200),
            16,
            20);

    private static final World WORLD = new SystemWorld();
    private static final int PORT = 7443;
    private static final AtomicInteger NETWORKS = new AtomicInteger();

    private final List<Peer> peers = new ArrayList<>();
    private final List<MeshIdentity> identities = new ArrayList<>();
    private final List<Path> disks = new ArrayList<>();
    private final Map<Integer, RatisCarrier> up = new HashMap<>();
    private final boolean[] cutOff;
    private final RatisOptions options;

    public RatisCarriers(Path directory, int plants, RatisOptions options) {
        this.options = options;
        long process = ProcessHandle.current().pid();
        int network = NETWORKS.incrementAndGet();
        cutOff = new boolean[plants];
        for (int plant = 0; plant < plants; plant++) {
            var authority = MeshAuthority.create();
            var id = TestFederation.id(plant);
            var host =
                    "127.%d.%d.%d".formatted(1 + process % 200, process / 200 % 250, 1 + (network * 8 + plant) % 250);
            peers.add(new Peer(id, authority.publicKey(), host, PORT));
            identities.add(authority.issue(id, Instant.EPOCH, Instant.EPOCH.plus(Duration.ofDays(1))));
            disks.add(directory.resolve("plant-" + plant));
        }
        for (int plant = 0; plant < plants; plant++) {
            start(plant);
        }
    }

    private RatisCarrier carrier(int plant) {
        return Objects.requireNonNull(up.get(plant));
    }

    public Peer peer(int plant) {
        return peers.get(plant);
    }

    public Path disk(int plant) {
        return disks.get(plant);
    }

    @Override
    public RatisCarrier at(int plant) {
        return carrier(plant);
    }

    @Override
    public String newPeer(int plant) {
        return carrier(plant).newPeer();
    }

    @Override
    public void follow(int plant, Hash lineage, List<Bytes> log, String peer) {
        carrier(plant).open(lineage, log, peer);
    }

    @Override
    public void cutOff(int plant) {
        cutOff[plant] = true;
        pin();
    }

    @Override
    public void heal() {
        java.util.Arrays.fill(cutOff, false);
        pin();
    }

    private void pin() {
        up.forEach((plant, carrier) -> carrier.peers(reached(plant)));
    }

    /** A cut is a pin that is missing on both sides: connections end, and no new one comes up. */
    private List<Peer> reached(int from) {
        var list = new ArrayList<Peer>();
        for (int to = 0; to < peers.size(); to++) {
            if (from != to && !cutOff[from] && !cutOff[to]) {
                list.add(peers.get(to));
            }
        }
        return list;
    }

    @Override
    public void kill(int plant) {
        Objects.requireNonNull(up.remove(plant)).close();
    }

    @Override
    public void start(int plant) {
        var carrier = new RatisCarrier(
                disks.get(plant), peers.get(plant), identities.get(plant), TestFederation.ACCEPTANCE, WORLD, options);
        carrier.peers(reached(plant));
        up.put(plant, carrier);
    }

    @Override
    public void loseDisk(int plant) {
        try (var files = Files.walk(disks.get(plant))) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        up.values().forEach(RatisCarrier::close);
        up.clear();
    }
}

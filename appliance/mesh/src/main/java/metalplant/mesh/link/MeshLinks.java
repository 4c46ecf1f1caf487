package metalplant.mesh.link;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import metalplant.federation.plant.Message;
import metalplant.federation.value.PlantId;
import metalplant.model.World;
import metalplant.trust.MeshTls;

/** The ways to all peers. Nothing here waits for a peer but {@link #ping}. */
public final class MeshLinks implements AutoCloseable {
    private final Map<PlantId, PeerLink> links = new TreeMap<>();
    private final MeshTls tls;
    private final LinkConfig config;
    private final World world;
    private final PeerMeters meters;
    private final BiConsumer<PlantId, String> refused;
    private boolean closed;

    /** @param refused told when a peer refuses a message, with the peer's reason; must not block */
    public MeshLinks(
            MeshTls tls, LinkConfig config, World world, PeerMeters meters, BiConsumer<PlantId, String> refused) {
        this.tls = tls;
        this.config = config;
        this.world = world;
        this.meters = meters;
        this.refused = refused;
        tls.pins().watch(plant -> drop(new PlantId(plant)));
    }

    /**
     * These are the peers and where their listeners are; calling it twice is calling it once. Links to others end.
     *
     * @param peers inside the tunnel
     */
    public synchronized void peers(Map<PlantId, InetSocketAddress> peers) {
        if (closed) {
            return;
        }
        links.keySet().stream()
                .filter(plant -> !peers.containsKey(plant))
                .toList()
                .forEach(plant -> {
                    drop(plant);
                    meters.forget(plant);
                });
        peers.forEach((plant, address) -> {
            var link = links.get(plant);
            if (link == null || !link.address().equals(address)) {
                drop(plant);
                links.put(
                        plant,
                        new PeerLink(
                                plant,
                                address,
                                tls,
                                config,
                                world,
                                meters.of(plant),
                                why -> refused.accept(plant, why)));
            }
        });
    }

    private synchronized void drop(PlantId plant) {
        var link = links.remove(plant);
        if (link != null) {
            link.close();
        }
    }

    private synchronized Optional<PeerLink> link(PlantId plant) {
        return Optional.ofNullable(links.get(plant));
    }

    /** Sends it some time, or never; the caller does not wait. A plant that is no peer gets nothing. */
    public void send(PlantId to, Message message) {
        link(to).ifPresent(link -> link.send(message));
    }

    /** Asks a peer for version and clock; waits for the answer. Empty if there is none; {@link PeerHealth#lastRefusal} says why. */
    public Optional<PingResult> ping(PlantId plant) throws InterruptedException {
        var link = link(plant);
        return link.isPresent() ? link.get().ping() : Optional.empty();
    }

    public PeerMeters meters() {
        return meters;
    }

    @Override
    public synchronized void close() {
        closed = true;
        links.values().forEach(PeerLink::close);
        links.clear();
    }
}

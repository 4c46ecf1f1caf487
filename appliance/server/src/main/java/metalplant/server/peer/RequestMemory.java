package metalplant.server.peer;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import metalplant.core.store.PeerRequestTable.PeerRequest;
import metalplant.core.store.Store;
import metalplant.door.CallerHeaders;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/**
 * What became of the writes that came from other plants, by their request ids (decision 14): an id is accepted once, and its answer can be
 * asked for again. Kept in the database, so that a restart forgets nothing; bounded for each plant and by age, so that "not known" never
 * means "not done". It is written before the work and after it, in transactions of its own: a plant that dies between the work and the
 * second one says so.
 */
public final class RequestMemory {
    private static final System.Logger LOG = System.getLogger(RequestMemory.class.getName());
    private static final int BODY_MAX_BYTES = 64 * 1024;
    private static final Duration AGE_MAX = Duration.ofDays(7);
    private static final int SWEEP_EVERY = 64;
    /** In the place of a plant's id: this one. */
    private static final String HERE = "";

    private final Store store;
    private final World world;
    private final UUID life;
    private final int perPlantMax;
    private final AtomicInteger begun = new AtomicInteger();

    /** @param perPlantMax requests of one plant that are kept; a few more until the next sweep */
    public RequestMemory(Store store, World world, int perPlantMax) {
        this.store = store;
        this.world = world;
        this.life = world.newId();
        this.perPlantMax = perPlantMax;
    }

    /** A write begins; @throws Problem CREDENTIALS_REFUSED if its id was here before, whatever came of it */
    public void begin(PlantId peer, String operation, String id) {
        begin(peer.text(), operation, id);
    }

    /** A write of this plant to itself begins, on behalf of an order over several plants; otherwise as {@link #begin} */
    public void beginHere(String operation, String id) {
        begin(HERE, operation, id);
    }

    private void begin(String plant, String operation, String id) {
        var request = new PeerRequest(UUID.fromString(id), plant, operation, life, world.now(), 0, Optional.empty());
        boolean sweep = begun.getAndIncrement() % SWEEP_EVERY == 0;
        var fresh = store.run(
                "peer-request-begin",
                // With this life and moment it can only be the row of the first try.
                tx -> tx.peerRequests()
                        .find(request.id())
                        .filter(known -> known.equals(request))
                        .map(_ -> true),
                tx -> {
                    if (tx.peerRequests().find(request.id()).isPresent()) {
                        return false;
                    }
                    if (sweep) {
                        tx.peerRequests().purge(world.now().minus(AGE_MAX));
                        tx.peerRequests().shrink(plant, perPlantMax);
                    }
                    tx.peerRequests().insert(request);
                    return true;
                });
        if (!fresh) {
            throw Problem.of(ProblemCode.CREDENTIALS_REFUSED, "request %s was here before".formatted(id));
        }
    }

    /** It ended with this answer. An answer that cannot be kept is no reason not to give it. */
    public void end(String id, int status, byte[] body) {
        Optional<Bytes> kept = body.length <= BODY_MAX_BYTES ? Optional.of(Bytes.of(body)) : Optional.empty();
        try {
            store.run("peer-request-end", tx -> {
                tx.peerRequests().answered(UUID.fromString(id), status, kept);
                return id;
            });
        } catch (Problem problem) {
            LOG.log(WARNING, "answer is not kept request={0} status={1} why={2}", id, status, problem.getMessage());
        }
    }

    /** What is known of a request of this peer; requests of others are nobody's business. */
    public Optional<Outcome> of(PlantId peer, String id) {
        return find(id).filter(known -> known.plant().equals(peer.text())).map(this::outcome);
    }

    /** The same for the people of this plant, whoever sent it. */
    public Optional<Outcome> of(String id) {
        return find(id).map(this::outcome);
    }

    private Optional<PeerRequest> find(String id) {
        return CallerHeaders.isRequestId(id)
                ? store.read("peer-request", tx -> tx.peerRequests().find(UUID.fromString(id)))
                : Optional.empty();
    }

    private Outcome outcome(PeerRequest known) {
        if (known.status() != 0) {
            return new Outcome.Done(known.status(), known.body());
        }
        return known.life().equals(life) ? new Outcome.Running() : new Outcome.Interrupted();
    }
}

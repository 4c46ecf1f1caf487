package metalplant.bmc.report;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import metalplant.bmc.driver.Controller;
import metalplant.bmc.driver.Drivers;
import metalplant.model.Problem;
import metalplant.model.World;

/**
 * Looks at every controller that has a lease, again and again, and reports those that answer. Twenty at a time: controllers are slow, and
 * their network may be as well.
 */
public final class Inventory {
    private static final System.Logger LOG = System.getLogger(Inventory.class.getName());
    private static final int AT_ONCE = 20;
    private static final int CONTROLLERS_MAX = 4_096;

    private volatile Count count = new Count(0, 0, 0, 0, Instant.EPOCH);
    private final LeaseFile leases;
    private final Drivers drivers;
    private final ReportSink sink;
    private final InventoryConfig config;
    private final World world;
    private final ExecutorService executor;

    /**
     * Of the last round, and of all.
     *
     * @param rounds that came to their end
     * @param failedRounds that did not: no leases could be read, or the plant took no report
     * @param asked controllers of the last round
     * @param reported those of them that answered
     * @param at when the last round ended; the epoch before the first one has
     */
    public record Count(long rounds, long failedRounds, int asked, int reported, Instant at) {
        private Count failed() {
            return new Count(rounds, failedRounds + 1, asked, reported, at);
        }

        private Count and(int nowAsked, int nowReported, Instant now) {
            return new Count(rounds + 1, failedRounds, nowAsked, nowReported, now);
        }
    }

    /** @param executor a thread for each controller; closed by whoever made it */
    public Inventory(
            LeaseFile leases,
            Drivers drivers,
            ReportSink sink,
            InventoryConfig config,
            World world,
            ExecutorService executor) {
        this.leases = leases;
        this.drivers = drivers;
        this.sink = sink;
        this.config = config;
        this.world = world;
        this.executor = executor;
    }

    /** Rounds until the thread is interrupted. */
    public void run() {
        try {
            while (true) {
                try {
                    round();
                } catch (Problem e) {
                    count = count.failed();
                    LOG.log(WARNING, "no report of controllers because={0}", e.getMessage());
                }
                world.pause(config.every());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Figures. */
    public Count count() {
        return count;
    }

    /** Looks at all once, and answers what was reported. */
    public List<Finding> round() throws InterruptedException {
        var wanted = leases.active(world.now()).stream().filter(config::wants).toList();
        if (wanted.size() > CONTROLLERS_MAX) {
            LOG.log(WARNING, "more leases than {0}, the others are left out", CONTROLLERS_MAX);
        }
        var found = ask(wanted.stream().limit(CONTROLLERS_MAX).toList());
        if (!found.isEmpty()) {
            sink.report(found);
        }
        count = count.and(wanted.size(), found.size(), world.now());
        LOG.log(INFO, "reported controllers={0} of={1}", found.size(), wanted.size());
        return found;
    }

    private List<Finding> ask(List<Lease> wanted) throws InterruptedException {
        var room = new Semaphore(AT_ONCE);
        var asked = new ArrayList<Future<Optional<Finding>>>();
        for (var lease : wanted) {
            asked.add(executor.submit(() -> {
                room.acquire();
                try {
                    return look(lease);
                } finally {
                    room.release();
                }
            }));
        }
        var byMachine = new LinkedHashMap<String, Finding>();
        var until = world.now().plus(config.timeout().multipliedBy(1 + wanted.size() / AT_ONCE));
        for (int i = 0; i < asked.size(); i++) {
            result(asked.get(i), wanted.get(i), until).ifPresent(one -> put(byMachine, one));
        }
        return List.copyOf(byMachine.values());
    }

    private Optional<Finding> result(Future<Optional<Finding>> asked, Lease lease, Instant until)
            throws InterruptedException {
        try {
            long left = Math.max(0, until.toEpochMilli() - world.now().toEpochMilli());
            return asked.get(left, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            asked.cancel(true);
            LOG.log(INFO, "no answer in time from controller={0}", lease.ip());
        } catch (ExecutionException e) {
            LOG.log(WARNING, "looking at controller " + lease.ip() + " went wrong", e.getCause());
        }
        return Optional.empty();
    }

    private Optional<Finding> look(Lease lease) {
        try {
            var controller = new Controller(lease.ip(), config.ipmiPort(), config.user(), config.password());
            var facts = drivers.of(controller).facts();
            if (facts.machineId().isEmpty()) {
                LOG.log(INFO, "controller={0} does not say which machine is its own", lease.ip());
                return Optional.empty();
            }
            return Optional.of(new Finding(lease, facts));
        } catch (Problem e) {
            LOG.log(INFO, "controller={0} because={1}", lease.ip(), e.getMessage());
            return Optional.empty();
        }
    }

    /** Two controllers with one uuid are a maker's mistake: people have to see it, and the machine keeps the first. */
    private static void put(LinkedHashMap<String, Finding> byMachine, Finding finding) {
        var other = byMachine.get(finding.facts().machineId());
        if (other == null) {
            byMachine.put(finding.facts().machineId(), finding);
        } else {
            LOG.log(
                    WARNING,
                    "controllers {0} and {1} both say that they are of machine={2}: the first is kept",
                    other.lease().ip(),
                    finding.lease().ip(),
                    finding.facts().machineId());
        }
    }
}

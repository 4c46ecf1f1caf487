package metalplant.door.bearer;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/** The issuers that count now, and their keys. Both are looked at in the background. */
public final class Issuers implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Issuers.class.getName());
    private static final Duration ROUND = Duration.ofSeconds(10);
    private static final int ISSUERS_MAX = 8;

    private final Supplier<List<Issuer>> wanted;
    private final KeyFetch fetch;
    private final KeyMemory memory;
    private final BearerConfig config;
    private final World world;
    private volatile Map<Issuer, IssuerKeys> issuers = Map.of();
    private volatile boolean known;
    private volatile boolean closed;
    /** What was last complained of, so that it is not said again and again. */
    private String complaint = "";

    /**
     * Nobody is asked before {@link #start}.
     *
     * @param wanted asked every ten seconds; may throw, then those of before go on to count
     */
    public Issuers(Supplier<List<Issuer>> wanted, KeyFetch fetch, KeyMemory memory, BearerConfig config, World world) {
        this.wanted = wanted;
        this.fetch = fetch;
        this.memory = memory;
        this.config = config;
        this.world = world;
    }

    /** Begins to look. */
    public Issuers start() {
        Thread.ofVirtual().name("issuers").start(this::follow);
        return this;
    }

    private void follow() {
        try {
            while (!closed) {
                round();
                world.pause(ROUND);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One round: who counts, and what their keys are. */
    public void round() {
        try {
            adopt(wanted.get());
            issuers.values().forEach(IssuerKeys::refresh);
            complaint = "";
        } catch (RuntimeException e) {
            var why = String.valueOf(e.getMessage());
            if (!why.equals(complaint)) {
                LOG.log(WARNING, "issuers of tokens cannot be looked at why={0}", why);
                complaint = why;
            }
        }
    }

    private void adopt(List<Issuer> now) {
        var next = new LinkedHashMap<Issuer, IssuerKeys>();
        now.stream()
                .limit(ISSUERS_MAX)
                .forEach(issuer -> next.put(
                        issuer,
                        Optional.ofNullable(issuers.get(issuer))
                                .orElseGet(() -> new IssuerKeys(issuer, fetch, memory, config, world))));
        if (!known || !next.keySet().equals(issuers.keySet())) {
            memory.keepOnly(next.keySet());
        }
        issuers = next;
        known = true;
    }

    /**
     * Who issues tokens under this name for one of these audiences.
     *
     * @throws Problem ISSUER_UNREACHABLE as long as nobody knows who counts
     */
    Optional<IssuerKeys> find(String url, List<String> audiences) {
        if (!known) {
            throw Problem.of(
                    ProblemCode.ISSUER_UNREACHABLE, "the plant has just begun to look at its issuers, try again");
        }
        return issuers.values().stream()
                .filter(keys -> keys.issuer().url().equals(url)
                        && audiences.contains(keys.issuer().audience()))
                .findFirst();
    }

    @Override
    public void close() {
        closed = true;
    }
}

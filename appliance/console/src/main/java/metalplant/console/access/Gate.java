package metalplant.console.access;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import metalplant.model.World;

/** Counts connections before anything is read from them. Called by any thread. */
public final class Gate {
    private static final System.Logger LOG = System.getLogger(Gate.class.getName());
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final int SOURCES_MAX = 4_096;

    private final Limits limits;
    private final World world;
    private final Map<Long, Visit> visits = new HashMap<>();
    private final Map<String, Source> sources = new LinkedHashMap<>();
    private int strangers;
    private long refused;
    private long told;

    /** One connection. */
    private static final class Visit {
        private final String source;
        private boolean known;

        Visit(String source) {
            this.source = source;
        }
    }

    /** What comes from one address. */
    private static final class Source {
        private int open;
        private int strangers;
        private int failures;
        private long since;
    }

    public Gate(Limits limits, World world) {
        this.limits = limits;
        this.world = world;
        this.told = world.nanos() - MINUTE;
    }

    /** Why a connection of this address is not taken; empty if it is. Nothing is counted yet. */
    public synchronized Optional<String> refusal(String address) {
        var source = sources.get(address);
        var why = visits.size() >= limits.sessions()
                ? "all places are taken"
                : strangers >= limits.strangers()
                        ? "too many log in at this moment"
                        : source == null ? "" : refusal(source);
        if (why.isEmpty()) {
            return Optional.empty();
        }
        refused++;
        tell(address, why);
        return Optional.of(why);
    }

    private String refusal(Source source) {
        if (source.failures >= limits.failuresPerMinute() && world.nanos() - source.since < MINUTE) {
            return "too many logins of this address failed";
        }
        if (source.strangers >= limits.strangersPerSource()) {
            return "too many of this address log in at this moment";
        }
        return source.open >= limits.perSource() ? "too many sessions of this address" : "";
    }

    /** A flood is one line a minute. */
    private void tell(String address, String why) {
        if (world.nanos() - told >= MINUTE) {
            told = world.nanos();
            LOG.log(WARNING, "connections are refused from={0} refused={1}: {2}", address, Long.toString(refused), why);
        }
    }

    public synchronized void opened(long connection, String address) {
        visits.put(connection, new Visit(address));
        var source = source(address);
        source.open++;
        source.strangers++;
        strangers++;
    }

    private Source source(String address) {
        var found = sources.get(address);
        if (found != null) {
            return found;
        }
        if (sources.size() >= SOURCES_MAX) {
            sources.values().removeIf(each -> each.open == 0);
        }
        var made = new Source();
        sources.put(address, made);
        return made;
    }

    public synchronized void loggedIn(long connection) {
        var visit = visits.get(connection);
        if (visit != null && !visit.known) {
            visit.known = true;
            strangers--;
            source(visit.source).strangers--;
        }
    }

    public synchronized void closed(long connection) {
        var visit = visits.remove(connection);
        if (visit == null) {
            return;
        }
        var source = source(visit.source);
        source.open--;
        if (!visit.known) {
            strangers--;
            source.strangers--;
            failed(source);
        }
        if (source.open == 0 && source.failures == 0) {
            sources.remove(visit.source);
        }
    }

    private void failed(Source source) {
        if (world.nanos() - source.since >= MINUTE) {
            source.since = world.nanos();
            source.failures = 0;
        }
        source.failures++;
    }

    /** Connections, of which some are not logged in, and how many were refused so far. */
    public record Count(int open, int strangers, long refused) {}

    public synchronized Count count() {
        return new Count(visits.size(), strangers, refused);
    }
}

package metalplant.server.peer;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * What became of the writes that came from other plants, by their request ids (decision 14): an id is accepted once, and its answer can be
 * asked for again by the plant that sent it. In memory and bounded: the oldest answers go first, and a restart forgets all of them, so that
 * "not known" never means "not done".
 */
public final class RequestMemory {
    private static final int BODY_MAX_BYTES = 256 * 1024;

    private final int requestsMax;
    private final long bytesMax;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long bytes;

    private record Entry(String peer, Outcome outcome) {}

    /** What is known of a request. */
    public sealed interface Outcome {
        /** It is being worked on. */
        record Running() implements Outcome {}

        /** @param body of the answer; empty if it was too large to be kept */
        record Done(int status, Optional<byte[]> body) implements Outcome {}
    }

    public RequestMemory(int requestsMax, long bytesMax) {
        this.requestsMax = requestsMax;
        this.bytesMax = bytesMax;
    }

    /** A write begins; @throws Problem CREDENTIALS_REFUSED if its id was here before, whatever came of it */
    public synchronized void begin(String peer, String id) {
        if (entries.containsKey(id)) {
            throw Problem.of(ProblemCode.CREDENTIALS_REFUSED, "request %s was here before".formatted(id));
        }
        entries.put(id, new Entry(peer, new Outcome.Running()));
        shrink();
    }

    /** It ended with this answer. */
    public synchronized void end(String id, int status, byte[] body) {
        var before = entries.get(id);
        if (before == null || before.outcome() instanceof Outcome.Done) {
            return;
        }
        Optional<byte[]> kept = body.length <= BODY_MAX_BYTES ? Optional.of(body) : Optional.empty();
        entries.put(id, new Entry(before.peer(), new Outcome.Done(status, kept)));
        bytes += kept.map(b -> b.length).orElse(0);
        shrink();
    }

    /** What is known of a request of this peer; requests of others are nobody's business. */
    public synchronized Optional<Outcome> of(String peer, String id) {
        return Optional.ofNullable(entries.get(id))
                .filter(entry -> entry.peer().equals(peer))
                .map(Entry::outcome);
    }

    public synchronized int size() {
        return entries.size();
    }

    private void shrink() {
        Iterator<Entry> oldest = entries.values().iterator();
        while (entries.size() > requestsMax || bytes > bytesMax) {
            var gone = oldest.next();
            oldest.remove();
            bytes -= gone.outcome() instanceof Outcome.Done(var _, var body)
                    ? body.map(b -> b.length).orElse(0)
                    : 0;
        }
    }
}

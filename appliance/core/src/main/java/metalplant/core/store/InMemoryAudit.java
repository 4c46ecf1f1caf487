package metalplant.core.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** {@link AuditTable} on maps. */
final class InMemoryAudit implements AuditTable, InMemoryStore.Rows {
    private Map<UUID, Fresh> fresh = new LinkedHashMap<>();
    private TreeMap<Long, Link> chain = new TreeMap<>();

    @Override
    public void add(Fresh entry) {
        fresh.put(entry.id(), entry);
    }

    @Override
    public List<Fresh> fresh(int max) {
        return fresh.values().stream()
                .sorted(Comparator.comparing(Fresh::at).thenComparing(Fresh::id))
                .limit(max)
                .toList();
    }

    @Override
    public void seal(List<Fresh> entries, List<Link> links) {
        entries.forEach(entry -> fresh.remove(entry.id()));
        links.forEach(link -> chain.put(link.number(), link));
    }

    @Override
    public Optional<Ends> ends() {
        return chain.isEmpty()
                ? Optional.empty()
                : Optional.of(new Ends(
                        chain.firstEntry().getValue(), chain.lastEntry().getValue()));
    }

    @Override
    public List<Link> after(long after, int max) {
        return chain.tailMap(after, false).values().stream().limit(max).toList();
    }

    @Override
    public List<Link> within(Mark after, Instant to, int max) {
        return inOrder()
                .filter(link -> order(link, after) > 0 && !link.at().isAfter(to))
                .limit(max)
                .toList();
    }

    @Override
    public List<Link> newest(Instant from, Mark before, int max) {
        return inOrder()
                .filter(link -> order(link, before) < 0 && !link.at().isBefore(from))
                .toList()
                .reversed()
                .stream()
                .limit(max)
                .toList();
    }

    private Stream<Link> inOrder() {
        return chain.values().stream().sorted(Comparator.comparing(Link::at).thenComparing(Link::number));
    }

    private static int order(Link link, Mark mark) {
        int byTime = link.at().compareTo(mark.at());
        return byTime != 0 ? byTime : Long.compare(link.number(), mark.number());
    }

    @Override
    public long oldest(Instant until, int max) {
        return chain.values().stream()
                .limit(max)
                .filter(link -> !link.at().isAfter(until))
                .mapToLong(Link::number)
                .max()
                .orElse(0);
    }

    @Override
    public int forget(long upTo) {
        var gone = new ArrayList<>(chain.headMap(upTo, true).keySet());
        gone.forEach(chain::remove);
        return gone.size();
    }

    @Override
    public Runnable save() {
        var savedFresh = new LinkedHashMap<>(fresh);
        var savedChain = new TreeMap<>(chain);
        return () -> {
            fresh = savedFresh;
            chain = savedChain;
        };
    }
}

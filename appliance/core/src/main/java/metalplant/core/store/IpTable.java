package metalplant.core.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpAddress;
import metalplant.model.ip.IpQuery;

/** Addresses that are taken: a row is what makes an address taken. */
public interface IpTable {
    /** Takes the address; false if somebody has it. */
    boolean insert(Ip ip);

    Optional<Ip> find(UUID prefixId, IpAddress address);

    Optional<Ip> byAllocation(UUID allocationUuid);

    /** Everybody who holds this address; more than one only below namespaced super networks. */
    List<Ip> holders(IpAddress address);

    /**
     * The next matches in address order, IPv4 first; fewer than {@code max} only at the end.
     *
     * @param after the last one of the page before; empty for the first page
     */
    List<Ip> page(IpQuery query, Optional<Ip> after, int max);

    /** The addresses of each of these projects, in one query; projects without any are absent. */
    Map<String, List<IpAddress>> addressesOf(Collection<String> projectIds);

    /** Everything that carries this tag. */
    List<Ip> tagged(String tag);

    /** Writes name, description, type and tags; @throws metalplant.model.Problem ENTITY_CHANGED */
    Ip update(Ip ip);

    /** @throws metalplant.model.Problem ENTITY_CHANGED */
    void delete(Ip ip);

    boolean anyIn(UUID prefixId);

    long countOfProject(String projectId);

    /**
     * Some of the free addresses between {@code from} and {@code to}, both included, found by index: the first ones, as runs in
     * ascending order. Empty only if none is free.
     */
    List<Span> nextFree(UUID prefixId, IpAddress from, IpAddress to);

    /** As {@link #nextFree(UUID, IpAddress, IpAddress)}, but what is held down at {@code now} is not free either. */
    List<Span> nextFree(UUID prefixId, IpAddress from, IpAddress to, Instant now);

    /** Keeps an address that was given back from everybody else until then. */
    void hold(UUID prefixId, IpAddress address, Instant until);

    /** Whether the address was given back so lately that nobody may have it yet. */
    boolean isHeld(UUID prefixId, IpAddress address, Instant now);

    /** Forgets what was held down until {@code now} or before. */
    void forgetHolds(Instant now);

    /** Addresses between the two, both included, that are taken or held down at {@code now}; stops counting at {@code max}. */
    long live(UUID prefixId, IpAddress from, IpAddress to, Instant now, long max);

    /**
     * Addresses of the prefix that were taken behind {@code after} and not behind {@code until}, and are still in use; looks at
     * {@code max} of its addresses at most.
     */
    long taken(UUID prefixId, Instant after, Instant until, long max);

    /** Addresses taken between the two, both included, in address order, at most {@code max}. */
    List<Ip> within(UUID prefixId, IpAddress from, IpAddress to, int max);
}

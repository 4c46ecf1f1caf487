package metalplant.fabric.policy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Looks at a route, entry by entry; the first that matches decides, and what none matches is denied. */
public record RouteMap(String name, List<Entry> entries) {
    public RouteMap {
        entries = List.copyOf(entries);
    }

    /** Denies everything. Always there, so that an export can be closed before its map goes. */
    public static final RouteMap DENY_ALL = new RouteMap("DENY-ALL", List.of());

    /** Permits what it matches, changed. */
    public record Entry(Match match, Change change) {}

    /**
     * What has to be true, all of it. Every entry matches something: one that matched everything would be a door that nobody looks at.
     *
     * @param sourceVrf the VRF that a route is imported from
     * @param prefixes the name of a prefix list
     * @param communities the name of a list of which the route has a tag
     */
    public record Match(Optional<String> sourceVrf, Optional<String> prefixes, Optional<String> communities) {
        public Match {
            if (sourceVrf.isEmpty() && prefixes.isEmpty() && communities.isEmpty()) {
                throw new IllegalArgumentException("an entry that permits everything");
            }
        }

        public static Match prefixes(String list) {
            return new Match(Optional.empty(), Optional.of(list), Optional.empty());
        }

        public Match from(String vrf) {
            return new Match(Optional.of(vrf), prefixes, communities);
        }

        public Match tagged(String list) {
            return new Match(sourceVrf, prefixes, Optional.of(list));
        }
    }

    /**
     * What becomes of the route.
     *
     * @param preference the local preference that it gets
     * @param delete the name of the list whose tags it loses, before it gets others: FRR knows one per entry
     */
    public record Change(OptionalInt preference, Optional<String> delete, List<LargeCommunity> add) {
        public static final Change NOTHING = new Change(OptionalInt.empty(), Optional.empty(), List.of());

        public Change {
            add = List.copyOf(add);
        }

        public static Change preference(int value) {
            return new Change(OptionalInt.of(value), Optional.empty(), List.of());
        }
    }
}

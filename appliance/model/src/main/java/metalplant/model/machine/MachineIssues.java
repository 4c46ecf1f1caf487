package metalplant.model.machine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import metalplant.model.event.EventType;
import metalplant.model.event.Liveliness;

/**
 * Finds what is wrong with machines. Pure.
 *
 * @see "metal-api-rest.md 4.13"
 */
public final class MachineIssues {
    public static final Duration DEFAULT_LAST_ERROR_THRESHOLD = Duration.ofDays(7);

    private static final Duration BMC_OUTDATED = Duration.ofMinutes(20);

    private final Filter filter;
    private final Instant now;
    private final Map<Long, Integer> firewallsByAsn = new HashMap<>();
    private final Map<String, Integer> machinesByBmcAddress = new HashMap<>();

    private MachineIssues(Filter filter, Instant now) {
        this.filter = filter;
        this.now = now;
    }

    /**
     * Which issues to look for.
     *
     * @param only empty = all
     * @param omit wins over {@code only}
     * @param lastErrorThreshold an error event older than this is no issue
     */
    public record Filter(
            IssueType.Severity atLeast, List<IssueType> only, List<IssueType> omit, Duration lastErrorThreshold) {
        public static final Filter ALL =
                new Filter(IssueType.Severity.MINOR, List.of(), List.of(), DEFAULT_LAST_ERROR_THRESHOLD);

        boolean wants(IssueType type) {
            return type.severity().compareTo(atLeast) >= 0
                    && (only.isEmpty() || only.contains(type))
                    && !omit.contains(type);
        }
    }

    /** The issues of each machine that has any, by machine id; machines are compared with each other and with no others. */
    public static SortedMap<String, List<IssueType>> find(
            Collection<MachineSummary> machines, Filter filter, Instant now) {
        var issues = new MachineIssues(filter, now);
        machines.forEach(issues::count);
        var found = new TreeMap<String, List<IssueType>>();
        for (var machine : machines) {
            var some = issues.of(machine);
            if (!some.isEmpty()) {
                found.put(machine.id(), some);
            }
        }
        return found;
    }

    private void count(MachineSummary machine) {
        machine.firewallAsns().forEach(asn -> firewallsByAsn.merge(asn, 1, Integer::sum));
        machinesByBmcAddress.merge(machine.bmcAddress(), 1, Integer::sum);
    }

    private List<IssueType> of(MachineSummary machine) {
        if (machine.events().isEmpty()) {
            return filter.wants(IssueType.NO_EVENT_CONTAINER) ? List.of(IssueType.NO_EVENT_CONTAINER) : List.of();
        }
        var events = machine.events().get();
        var some = new ArrayList<IssueType>(0);
        for (var type : IssueType.values()) {
            if (filter.wants(type) && has(type, machine, events)) {
                some.add(type);
            }
        }
        return some;
    }

    private boolean has(IssueType type, MachineSummary machine, MachineSummary.Events events) {
        return switch (type) {
            case NO_PARTITION -> machine.partitionId().isEmpty();
            case LIVELINESS_DEAD -> events.liveliness() == Liveliness.DEAD;
            case LIVELINESS_UNKNOWN -> events.liveliness() == Liveliness.UNKNOWN;
            // A container always says one of the three.
            case LIVELINESS_NOT_AVAILABLE, NO_EVENT_CONTAINER -> false;
            case FAILED_MACHINE_RECLAIM ->
                events.failedReclaim() || (!machine.allocated() && events.newestIs(EventType.PHONED_HOME));
            case CRASH_LOOP -> events.crashLoop() && !events.newestIs(EventType.WAITING);
            case LAST_EVENT_ERROR ->
                events.lastError()
                        .filter(error -> error.isAfter(now.minus(filter.lastErrorThreshold())))
                        .isPresent();
            case BMC_WITHOUT_MAC -> machine.bmcMac().isEmpty();
            case BMC_WITHOUT_IP -> machine.bmcAddress().isEmpty();
            case BMC_INFO_OUTDATED ->
                machine.bmcUpdated()
                        .filter(updated -> !updated.isBefore(now.minus(BMC_OUTDATED)))
                        .isEmpty();
            case ASN_NOT_UNIQUE ->
                machine.firewallAsns().stream().anyMatch(asn -> firewallsByAsn.getOrDefault(asn, 0) > 1);
            case BMC_NO_DISTINCT_IP ->
                !machine.bmcAddress().isEmpty() && machinesByBmcAddress.getOrDefault(machine.bmcAddress(), 0) > 1;
        };
    }
}

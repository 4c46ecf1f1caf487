package metalplant.core.machine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.event.CommandOutcome;
import metalplant.model.event.EventType;
import metalplant.model.event.ProvisioningEvent;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineIds;

/**
 * Takes in what became of commands to management controllers. The last one of a machine is kept with its events; one that was not done is
 * its last error as well, which is where clients of metal-api look.
 */
public final class BmcResults {
    private static final int RESULTS_MAX = 1_000;
    private static final int TEXT_MAX = 500;

    private final Store store;
    private final World world;

    public BmcResults(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    /** The end of one command. */
    public record Result(String machineId, CommandOutcome outcome) {}

    /**
     * Keeps the newest of each machine; machines that are not known, or are of another partition, are left out.
     *
     * @return whose were kept, sorted
     * @throws Problem BAD_REQUEST without a partition id or with more than 1000 results; ENTITY_NOT_FOUND for an unknown partition
     */
    public List<String> report(String partitionId, List<Result> results) {
        if (partitionId.isEmpty()) {
            throw Problem.bad("partition id must not be empty");
        }
        if (results.size() > RESULTS_MAX) {
            throw Problem.bad("at most %d results in one call".formatted(RESULTS_MAX));
        }
        var now = world.now();
        var newest = new LinkedHashMap<String, CommandOutcome>();
        results.stream()
                .filter(result -> MachineIds.plausible(result.machineId()))
                .forEach(result -> newest.merge(
                        result.machineId(),
                        checked(result.outcome(), now),
                        (one, other) -> other.time().isBefore(one.time()) ? one : other));
        return store.run("bmc-results", tx -> {
            tx.partitions().get(partitionId);
            return keep(tx, partitionId, newest);
        });
    }

    /** Times to come are a wrong clock of the reporter; texts come from controllers. */
    private static CommandOutcome checked(CommandOutcome outcome, Instant now) {
        return new CommandOutcome(
                outcome.time().isAfter(now) ? now : outcome.time(),
                shortened(outcome.command()),
                outcome.state(),
                shortened(outcome.message()));
    }

    private static String shortened(String text) {
        return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX);
    }

    private static List<String> keep(Tx tx, String partitionId, Map<String, CommandOutcome> newest) {
        var here = tx.machines().findAll(List.copyOf(newest.keySet())).stream()
                .filter(machine -> machine.partitionId().equals(partitionId))
                .map(Machine::id)
                .sorted()
                .toList();
        var known = tx.events().findAll(here);
        var changed = new ArrayList<ProvisioningEvents>();
        newest.forEach((id, outcome) -> {
            if (here.contains(id)) {
                changed.add(with(known.getOrDefault(id, ProvisioningEvents.empty(id)), outcome));
            }
        });
        save(tx, changed);
        return here;
    }

    private static void save(Tx tx, Collection<ProvisioningEvents> changed) {
        if (!changed.isEmpty()) {
            tx.events().saveAll(changed);
        }
    }

    private static ProvisioningEvents with(ProvisioningEvents events, CommandOutcome outcome) {
        var kept = events.withLastCommand(outcome);
        if (outcome.state() == CommandOutcome.State.DONE) {
            return kept;
        }
        var type = events.newest().map(ProvisioningEvent::event).orElse(EventType.ALIVE);
        var text = "command %s to the management controller %s: %s"
                .formatted(outcome.command(), outcome.state().wire(), outcome.message());
        return kept.withLastError(new ProvisioningEvent(outcome.time(), type, text));
    }
}

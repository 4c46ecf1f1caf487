package metalplant.core.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.model.Problem;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.firmware.Board;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Bios;
import metalplant.model.machine.Bmc;
import metalplant.model.machine.Doubt;
import metalplant.model.machine.DoubtFsm;
import metalplant.model.machine.Evidence;
import metalplant.model.machine.Hardware;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineQuery;
import metalplant.model.machine.MachineState;
import metalplant.model.machine.MachineSummary;
import metalplant.model.machine.MachineView;
import metalplant.model.machine.Role;

/** {@link MachineTable} on maps. */
final class InMemoryMachineTable implements MachineTable, InMemoryStore.Rows {
    private final Function<String, Optional<ProvisioningEvents>> events;
    private SortedMap<String, Machine> rows = new TreeMap<>();
    private SortedMap<String, String> sessions = new TreeMap<>();

    InMemoryMachineTable(Function<String, Optional<ProvisioningEvents>> events) {
        this.events = events;
    }

    @Override
    public Optional<Machine> find(String id) {
        return Optional.ofNullable(rows.get(id)).map(this::current);
    }

    @Override
    public boolean anyHas(Board board) {
        return all().anyMatch(machine -> Board.of(machine.bmc()).equals(board));
    }

    @Override
    public Optional<MachineView> view(String id) {
        return find(id).map(this::viewOf);
    }

    @Override
    public List<MachineSummary> summaries(Optional<String> partitionId) {
        return all().filter(
                        machine -> partitionId.isEmpty() || partitionId.get().equals(machine.partitionId()))
                .map(machine -> MachineSummary.of(viewOf(machine)))
                .toList();
    }

    @Override
    public List<MachineView> page(MachineQuery query, String after, int max) {
        return all().filter(machine -> machine.id().compareTo(after) > 0)
                .filter(query::matches)
                .limit(max)
                .map(this::viewOf)
                .toList();
    }

    @Override
    public List<Machine> findAll(List<String> ids) {
        return ids.stream()
                .distinct()
                .sorted()
                .map(this::find)
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public boolean insert(Machine machine) {
        return rows.putIfAbsent(machine.id(), machine.withChanged(machine.changed(), 1)) == null;
    }

    @Override
    public Machine update(Machine machine) {
        var stored = rows.get(machine.id());
        if (stored == null || stored.revision() != machine.revision()) {
            throw Problem.changed("machine", machine.id());
        }
        var written = machine.withHardware(stored.hardware(), stored.bios())
                .withBmc(stored.bmc())
                .withDoubt(stored.doubt())
                .withChanged(machine.changed(), machine.revision() + 1);
        rows.put(machine.id(), written);
        return current(written);
    }

    @Override
    public void updateHardware(String id, Hardware hardware, Bios bios) {
        change(id, machine -> machine.withHardware(hardware, bios));
    }

    @Override
    public void updateBmc(String id, Bmc bmc) {
        change(id, machine -> machine.withBmc(bmc));
    }

    private void change(String id, UnaryOperator<Machine> change) {
        rows.computeIfPresent(id, (_, machine) -> change.apply(machine));
    }

    @Override
    public void delete(String id) {
        rows.remove(id);
        sessions.remove(id);
    }

    @Override
    public void startWaiting(String id, String session) {
        if (rows.containsKey(id)) {
            sessions.put(id, session);
        }
    }

    @Override
    public void stopWaiting(String id, String session) {
        sessions.remove(id, session);
    }

    @Override
    public int stopWaitingOn(String node) {
        int before = sessions.size();
        sessions.values().removeIf(session -> session.startsWith(node));
        return before - sessions.size();
    }

    @Override
    public List<String> candidateRacks(String partitionId, String sizeId) {
        return allocatable(partitionId, sizeId)
                .map(Machine::rackId)
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public List<String> candidates(String partitionId, String sizeId, String rackId, String fromId, int max) {
        return allocatable(partitionId, sizeId)
                .filter(machine ->
                        machine.rackId().equals(rackId) && machine.id().compareTo(fromId) >= 0)
                .limit(max)
                .map(Machine::id)
                .toList();
    }

    @Override
    public long countCandidates(String partitionId, String sizeId, long limit) {
        return allocatable(partitionId, sizeId).limit(limit).count();
    }

    @Override
    public Map<String, Long> occupancy(String projectId, String partitionId, String sizeId, Role role) {
        return perRack(occupant(projectId, partitionId, sizeId, role));
    }

    @Override
    public Map<String, Long> occupancy(
            String projectId, String partitionId, String sizeId, Role role, List<String> tags) {
        var wanted = new HashSet<>(tags);
        return perRack(occupant(projectId, partitionId, sizeId, role)
                .and(machine -> machine.tags().stream().anyMatch(wanted::contains)));
    }

    private static Predicate<Machine> occupant(String projectId, String partitionId, String sizeId, Role role) {
        return machine -> machine.partitionId().equals(partitionId)
                && machine.sizeId().equals(sizeId)
                && machine.allocation()
                        .filter(a -> a.projectId().equals(projectId) && a.role() == role)
                        .isPresent();
    }

    private Map<String, Long> perRack(Predicate<Machine> condition) {
        return all().filter(condition)
                .collect(Collectors.groupingBy(Machine::rackId, TreeMap::new, Collectors.counting()));
    }

    @Override
    public Map<String, Long> allocatedPerProject(String partitionId, String sizeId) {
        return all().filter(machine -> machine.partitionId().equals(partitionId)
                        && machine.sizeId().equals(sizeId))
                .flatMap(machine -> machine.allocation().stream())
                .collect(Collectors.groupingBy(Allocation::projectId, TreeMap::new, Collectors.counting()));
    }

    @Override
    public List<Allocated> allocatedPerProject(Collection<String> partitionIds, Collection<String> sizeIds) {
        return all()
                .filter(machine -> partitionIds.contains(machine.partitionId()) && sizeIds.contains(machine.sizeId()))
                .flatMap(machine -> machine.allocation().stream()
                        .map(allocation -> List.of(machine.partitionId(), machine.sizeId(), allocation.projectId())))
                .collect(Collectors.groupingBy(key -> key, Collectors.counting()))
                .entrySet()
                .stream()
                .map(entry -> new Allocated(
                        entry.getKey().get(0),
                        entry.getKey().get(1),
                        entry.getKey().get(2),
                        entry.getValue()))
                .sorted(Comparator.comparing(Allocated::partitionId)
                        .thenComparing(Allocated::sizeId)
                        .thenComparing(Allocated::projectId))
                .toList();
    }

    @Override
    public long countOfProject(String projectId) {
        return all().flatMap(machine -> machine.allocation().stream())
                .filter(allocation -> allocation.projectId().equals(projectId))
                .count();
    }

    @Override
    public Map<String, List<String>> usersOfImages() {
        var users = new TreeMap<String, List<String>>();
        all().forEach(machine -> machine.allocation()
                .map(Allocation::imageId)
                .filter(image -> !image.isEmpty())
                .ifPresent(image ->
                        users.computeIfAbsent(image, _ -> new ArrayList<>()).add(machine.id())));
        return users;
    }

    @Override
    public List<String> reclaimPending(int max) {
        return all().filter(machine -> machine.reclaimPending() && !machine.unconfirmed())
                .limit(max)
                .map(Machine::id)
                .toList();
    }

    @Override
    public void doubtAll() {
        rows.replaceAll((_, machine) -> machine.withDoubt(DoubtFsm.next(machine.doubt(), Evidence.RESTORED)));
        sessions.clear();
    }

    @Override
    public void setDoubt(String id, Doubt doubt) {
        change(id, machine -> machine.withDoubt(doubt));
    }

    @Override
    public List<MachineView> doubted(String after, int max) {
        return all().filter(machine -> machine.unconfirmed() && machine.id().compareTo(after) > 0)
                .limit(max)
                .map(this::viewOf)
                .toList();
    }

    @Override
    public long countDoubted() {
        return all().filter(Machine::unconfirmed).count();
    }

    private Stream<Machine> allocatable(String partitionId, String sizeId) {
        return all().filter(machine -> machine.waiting()
                && machine.partitionId().equals(partitionId)
                && machine.sizeId().equals(sizeId)
                && machine.allocation().isEmpty()
                && machine.state().value() == MachineState.Value.AVAILABLE);
    }

    private Stream<Machine> all() {
        return rows.values().stream().map(this::current);
    }

    private Machine current(Machine machine) {
        return machine.withWaiting(
                !Objects.requireNonNullElse(sessions.get(machine.id()), "").isEmpty());
    }

    private MachineView viewOf(Machine machine) {
        return new MachineView(machine, events.apply(machine.id()));
    }

    @Override
    public Runnable save() {
        var savedRows = new TreeMap<>(rows);
        var savedSessions = new TreeMap<>(sessions);
        return () -> {
            rows = savedRows;
            sessions = savedSessions;
        };
    }
}

package metalplant.core.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.model.Problem;
import metalplant.model.firmware.Board;
import metalplant.model.machine.Bios;
import metalplant.model.machine.Bmc;
import metalplant.model.machine.Doubt;
import metalplant.model.machine.Hardware;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineQuery;
import metalplant.model.machine.MachineSummary;
import metalplant.model.machine.MachineView;
import metalplant.model.machine.Role;

/** Machines. Hardware and BMC data are kept apart from the rest: they are large or change often, and nobody decides by them. */
public interface MachineTable {
    Optional<Machine> find(String id);

    /** @throws Problem ENTITY_NOT_FOUND */
    default Machine get(String id) {
        return find(id).orElseThrow(() -> Problem.notFound("machine", id));
    }

    /** Whether the controller of some machine told of this board. */
    boolean anyHas(Board board);

    /** The machine with its events, in one query. */
    Optional<MachineView> view(String id);

    /**
     * The next {@code max} matches with an id above {@code after}, in order of id; fewer than {@code max} are the last. For
     * answers that are written while they are read: no transaction stays open for as long as the slowest reader needs.
     */
    List<MachineView> page(MachineQuery query, String after, int max);

    /**
     * What issues and capacity need of all machines, or of those of a partition, in order of id. One narrow query: it reads no
     * hardware and no log, so that the thousands of a large plant are counted in a fraction of a second.
     */
    List<MachineSummary> summaries(Optional<String> partitionId);

    /** The machines with these ids that exist, in one query. */
    List<Machine> findAll(List<String> ids);

    /** Stores a new machine with its hardware and BMC; false if the id is taken. */
    boolean insert(Machine machine);

    /**
     * Writes everything but hardware, BIOS, BMC, the wait session and the doubt of a machine that was read at {@code machine.revision()}.
     *
     * @return the machine as stored
     * @throws Problem ENTITY_CHANGED
     */
    Machine update(Machine machine);

    /** Stores new machines in one batch; those whose id is taken are left as they are. */
    default void insertAll(Collection<Machine> machines) {
        machines.forEach(this::insert);
    }

    void updateHardware(String id, Hardware hardware, Bios bios);

    void updateBmc(String id, Bmc bmc);

    /** The same for many machines, in one batch. */
    default void updateBmcs(Map<String, Bmc> bmcs) {
        bmcs.forEach(this::updateBmc);
    }

    void delete(String id);

    /** Marks the machine as waiting under {@code session}, a text that starts with the node's name. */
    void startWaiting(String id, String session);

    /** Takes the mark away if it is still that of {@code session}. */
    void stopWaiting(String id, String session);

    /** Takes away every mark whose session starts with {@code node}; used when a node starts. */
    int stopWaitingOn(String node);

    /** Racks that have an allocatable machine of this size, found by index. Liveliness is not looked at. */
    List<String> candidateRacks(String partitionId, String sizeId);

    /** Up to {@code max} allocatable machines of a rack in order of id from {@code fromId} on. */
    List<String> candidates(String partitionId, String sizeId, String rackId, String fromId, int max);

    /** Number of allocatable machines of this size, counted up to {@code limit}. */
    long countCandidates(String partitionId, String sizeId, long limit);

    /** Allocated machines of a project per rack. */
    Map<String, Long> occupancy(String projectId, String partitionId, String sizeId, Role role);

    /** The same, of those that carry any of these tags. */
    Map<String, Long> occupancy(String projectId, String partitionId, String sizeId, Role role, List<String> tags);

    /** Allocated machines of each project of this size in this partition. */
    Map<String, Long> allocatedPerProject(String partitionId, String sizeId);

    /** How many machines of a size in a partition a project has. */
    record Allocated(String partitionId, String sizeId, String projectId, long count) {}

    /** The same for all of these sizes in all of these partitions, in one query; what is none is absent. */
    List<Allocated> allocatedPerProject(Collection<String> partitionIds, Collection<String> sizeIds);

    long countOfProject(String projectId);

    /** Machine ids that use each image, in one query. */
    Map<String, List<String>> usersOfImages();

    /** Freed machines that have not been seen booting again and are not in doubt, at most {@code max}. */
    List<String> reclaimPending(int max);

    /** After a restore: puts every machine in doubt, and none waits any more. */
    void doubtAll();

    /** Writes how far a machine is confirmed, and nothing else of it. */
    void setDoubt(String id, Doubt doubt);

    /** The same for many machines, in one batch. */
    default void setDoubts(Map<String, Doubt> doubts) {
        doubts.forEach(this::setDoubt);
    }

    /** The next {@code max} machines in doubt with an id above {@code after}, with their events, in order of id. */
    List<MachineView> doubted(String after, int max);

    long countDoubted();
}

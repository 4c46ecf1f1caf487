package metalplant.core.machine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import metalplant.core.restore.Doubts;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.machine.Bios;
import metalplant.model.machine.Bmc;
import metalplant.model.machine.Led;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineIds;

/** Takes in what BMC agents report of the machines of a partition, about once a minute. */
public final class BmcReports {
    private static final int BATCH = 500;
    private static final String DEFAULT_PORT = "623";

    private final Store store;
    private final World world;

    public BmcReports(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    /**
     * What is reported of one machine. "" and empty leave what is known.
     *
     * @param ip without port
     * @param powerSupplies always replaces
     * @param ledState LED-ON or LED-OFF
     */
    public record Report(
            String ip,
            String bmcVersion,
            String biosVersion,
            Optional<Bmc.Fru> fru,
            String powerState,
            Optional<Bmc.PowerMetric> powerMetric,
            List<Bmc.PowerSupply> powerSupplies,
            String ledState) {}

    /** Machine ids, each list sorted. */
    public record Outcome(List<String> created, List<String> updated) {}

    /**
     * Stores the reports. An unknown machine comes into being in this partition; one of another partition is left alone, and so is
     * one with an id that cannot be.
     *
     * @throws Problem BAD_REQUEST without a partition id, ENTITY_NOT_FOUND for an unknown partition
     */
    public Outcome report(String partitionId, Map<String, Report> reports) {
        if (partitionId.isEmpty()) {
            throw Problem.bad("partition id must not be empty");
        }
        store.read("partition-get", tx -> tx.partitions().get(partitionId));
        var now = world.now();
        var created = new ArrayList<String>();
        var updated = new ArrayList<String>();
        var ids =
                reports.keySet().stream().filter(MachineIds::plausible).sorted().toList();
        for (int from = 0; from < ids.size(); from += BATCH) {
            var some = ids.subList(from, Math.min(ids.size(), from + BATCH));
            var outcome = store.run("bmc-report", tx -> store(tx, partitionId, some, reports, now));
            created.addAll(outcome.created());
            updated.addAll(outcome.updated());
        }
        return new Outcome(created, updated);
    }

    private static Outcome store(
            Tx tx, String partitionId, List<String> ids, Map<String, Report> reports, Instant now) {
        var known = tx.machines().findAll(ids).stream().collect(Collectors.toMap(Machine::id, Function.identity()));
        var created = new ArrayList<Machine>();
        var bmcs = new TreeMap<String, Bmc>();
        for (var id : ids) {
            var report = Objects.requireNonNull(reports.get(id));
            var machine = known.get(id);
            if (machine == null) {
                created.add(created(id, partitionId, report, now).withDoubt(Doubts.ofNewcomer(tx)));
            } else if (machine.partitionId().equals(partitionId)) {
                bmcs.put(id, updated(machine.bmc(), report, now));
                updateRest(tx, machine, report, now);
            }
        }
        tx.machines().insertAll(created);
        tx.machines().updateBmcs(bmcs);
        return new Outcome(created.stream().map(Machine::id).toList(), List.copyOf(bmcs.keySet()));
    }

    private static Machine created(String id, String partitionId, Report report, Instant now) {
        return Machine.unknown(id, now)
                .withPlace(partitionId, "", "")
                .withLed(new Led(report.ledState(), ""))
                .withBmc(updated(Bmc.NONE, report, now));
    }

    private static Bmc updated(Bmc old, Report report, Instant now) {
        return new Bmc(
                address(old.address(), report.ip()),
                old.mac(),
                old.user(),
                old.password(),
                old.interfaceName(),
                report.fru().orElse(old.fru()),
                kept(old.version(), report.bmcVersion()),
                kept(old.powerState(), report.powerState()),
                report.powerMetric().or(old::powerMetric),
                report.powerSupplies(),
                Optional.of(now));
    }

    /** The new host with the port that is known. */
    private static String address(String old, String ip) {
        if (ip.isEmpty()) {
            return old;
        }
        int colon = old.lastIndexOf(':');
        var port = colon < 0 ? DEFAULT_PORT : old.substring(colon + 1);
        return ip.indexOf(':') < 0 ? ip + ":" + port : "[" + ip + "]:" + port;
    }

    private static String kept(String old, String reported) {
        return reported.isEmpty() ? old : reported;
    }

    /** LED and BIOS change about never, so that a report is one write of a small row. */
    private static void updateRest(Tx tx, Machine machine, Report report, Instant now) {
        var led = new Led(report.ledState(), machine.led().description());
        if (!report.ledState().isEmpty() && !led.equals(machine.led())) {
            tx.machines().update(machine.withLed(led).withChanged(now, machine.revision()));
        }
        var bios = machine.bios();
        if (!report.biosVersion().isEmpty() && !report.biosVersion().equals(bios.version())) {
            tx.machines()
                    .updateHardware(
                            machine.id(),
                            machine.hardware(),
                            new Bios(report.biosVersion(), bios.vendor(), bios.date()));
        }
    }
}

package metalplant.store.machine;

import com.fasterxml.jackson.databind.JavaType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import metalplant.model.image.Image;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Bios;
import metalplant.model.machine.Bmc;
import metalplant.model.machine.Doubt;
import metalplant.model.machine.Hardware;
import metalplant.model.machine.Led;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineDetails;
import metalplant.model.machine.MachineState;
import metalplant.model.machine.MachineView;
import metalplant.model.partition.Partition;
import metalplant.model.size.Size;
import metalplant.store.event.EventRows;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.StoreJson;

/** Between rows and machines. */
final class MachineRows {
    /** A machine with hardware and BMC, without its events. */
    static final String MACHINE_COLUMNS =
            "m.id, m.partition_id, m.size_id, m.rack_id, m.wait_session, m.reclaim_pending, m.created, m.changed, m.revision, m.doubt, "
                    + "m.body, h.body AS hardware, b.body AS bmc";

    static final String MACHINE_TABLES =
            "machine m JOIN machine_hardware h ON h.id = m.id JOIN machine_bmc b ON b.id = m.id";
    static final String VIEW_COLUMNS = MACHINE_COLUMNS + ", " + EventRows.JOINED_COLUMNS;
    static final String VIEW_TABLES = MACHINE_TABLES + " LEFT JOIN machine_event e ON e.id = m.id";

    private static final JavaType TERMS = StoreJson.listOf(String.class);

    private MachineRows() {}

    /** Column {@code machine.body}: what is neither searched by nor written on its own. */
    record Body(
            String name,
            String description,
            Led led,
            MachineState state,
            List<String> tags,
            Optional<Allocation> allocation) {
        static Body of(Machine m) {
            return new Body(m.name(), m.description(), m.led(), m.state(), m.tags(), m.allocation());
        }
    }

    /** Column {@code machine_hardware.body}. */
    record HardwareBody(Hardware hardware, Bios bios) {}

    static Machine machine(ResultSet row) throws SQLException {
        var body = StoreJson.read(row.getString("body"), Body.class);
        var hardware = StoreJson.read(row.getString("hardware"), HardwareBody.class);
        return new Machine(
                row.getString("id"),
                body.name(),
                body.description(),
                row.getString("partition_id"),
                row.getString("rack_id"),
                row.getString("size_id"),
                hardware.hardware(),
                hardware.bios(),
                StoreJson.read(row.getString("bmc"), Bmc.class),
                body.led(),
                body.state(),
                body.tags(),
                body.allocation(),
                !row.getString("wait_session").isEmpty(),
                row.getBoolean("reclaim_pending"),
                Db.instant(row, "created"),
                Db.instant(row, "changed"),
                row.getLong("revision"),
                Doubt.valueOf(row.getString("doubt")));
    }

    static MachineView view(ResultSet row) throws SQLException {
        return new MachineView(machine(row), EventRows.joined(row));
    }

    static MachineDetails details(ResultSet row) throws SQLException {
        return new MachineDetails(
                view(row),
                referred(row, "partition", Partition.class),
                referred(row, "size", Size.class),
                referred(row, "image", Image.class));
    }

    /** An entity's body, of an outer join. */
    private static <E> Optional<E> referred(ResultSet row, String column, Class<E> type) throws SQLException {
        return Optional.ofNullable(row.getString(column)).map(body -> StoreJson.read(body, type));
    }

    static String stateColumn(MachineState.Value value) {
        return value == MachineState.Value.AVAILABLE ? "" : value.name();
    }

    static String termsColumn(List<String> terms) {
        return StoreJson.text(terms);
    }

    static List<String> terms(String column) {
        return StoreJson.read(column, TERMS);
    }
}

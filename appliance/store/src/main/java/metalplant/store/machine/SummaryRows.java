package metalplant.store.machine;

import com.fasterxml.jackson.databind.JavaType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.MachineState;
import metalplant.model.machine.MachineSummary;
import metalplant.store.event.EventRows;
import metalplant.store.kernel.StoreJson;
import org.jspecify.annotations.Nullable;

/** Between rows and summaries of machines: columns and single fields of bodies, nothing that is large. */
final class SummaryRows {
    static final String SELECT =
            "SELECT m.id, m.partition_id, m.size_id, m.state, m.wait_session <> '' AS waiting, m.allocation_id IS NOT NULL AS allocated, "
                    + "m.project_id, CASE WHEN m.role = 'firewall' THEN m.body -> 'allocation' -> 'networks' END AS firewall_networks, "
                    + "b.address, b.body ->> 'mac' AS bmc_mac, b.body -> 'lastUpdated' AS bmc_updated, "
                    + EventRows.SUMMARY_COLUMNS
                    + " FROM machine m JOIN machine_bmc b ON b.id = m.id LEFT JOIN machine_event e ON e.id = m.id";

    private static final JavaType NETWORKS = StoreJson.listOf(Allocation.MachineNetwork.class);

    private SummaryRows() {}

    static MachineSummary summary(ResultSet row) throws SQLException {
        return new MachineSummary(
                row.getString("id"),
                row.getString("partition_id"),
                row.getString("size_id"),
                state(row.getString("state")),
                row.getBoolean("waiting"),
                row.getBoolean("allocated") ? Optional.of(row.getString("project_id")) : Optional.empty(),
                asns(row.getString("firewall_networks")),
                row.getString("bmc_mac"),
                row.getString("address"),
                updated(row.getString("bmc_updated")),
                EventRows.summary(row));
    }

    private static MachineState.Value state(String column) {
        return column.isEmpty() ? MachineState.Value.AVAILABLE : MachineState.Value.valueOf(column);
    }

    private static List<Long> asns(@Nullable String networks) {
        return networks == null ? List.of() : MachineSummary.asns(StoreJson.read(networks, NETWORKS));
    }

    private static Optional<Instant> updated(@Nullable String json) {
        return json == null || json.equals("null")
                ? Optional.empty()
                : Optional.of(StoreJson.read(json, Instant.class));
    }
}

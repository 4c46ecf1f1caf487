package metalplant.bootstrap.backup;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;

/**
 * What a backup says of itself inside.
 *
 * @param engine that the rows were read from
 * @param steps migrations of that database, by name
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Manifest(String version, String engine, String created, List<String> steps) {
    Manifest {
        steps = List.copyOf(steps);
    }

    /**
     * The end of a backup: what should have come.
     *
     * @param files how many
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Sums(int files, Map<String, Table> tables) {
        Sums {
            tables = Map.copyOf(tables);
        }

        long rows() {
            return tables.values().stream().mapToLong(Table::rows).sum();
        }
    }

    /** @param sum SHA-256 of all rows as they are written in a backup; hex */
    record Table(long rows, String sum) {}
}

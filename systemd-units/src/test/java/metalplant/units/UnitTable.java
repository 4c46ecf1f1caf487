package metalplant.units;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import metalplant.testkit.systemd.DebianTree;

/** What docs/units.md says of each unit. */
record UnitTable(String user, String memory, double score) {
    /** The row of a unit. */
    static UnitTable of(String unit) {
        var row = read().get(unit);
        if (row == null) {
            throw new AssertionError("docs/units.md has no row for " + unit);
        }
        return row;
    }

    static Map<String, UnitTable> read() {
        try (var lines = Files.lines(DebianTree.project().resolve("docs/units.md"))) {
            var rows = new TreeMap<String, UnitTable>();
            lines.filter(line -> line.startsWith("| `"))
                    .map(line -> line.split("\\s*\\|\\s*"))
                    .forEach(cells -> rows.put(
                            cells[1].replace("`", ""),
                            new UnitTable(cells[3], cells[4], Double.parseDouble(cells[5]))));
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package metalplant.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import metalplant.router.table.Row;
import metalplant.router.table.Table;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final int OF_METAL_API = 114;
    /**
     * Regions and zones with their proposals and checks, orders, results of commands to management controllers, peerings,
     * and what switches ask and tell.
     */
    private static final int OURS = 25;

    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern CLAIMED =
            Pattern.compile("^\\s+(?:(get|post|remove|create|allocate)\\[.*?]\\(|\\{)(.*)$", Pattern.MULTILINE);
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");

    @Test
    void allOperationsOfTheApiAreThereOnce() {
        assertThat(Table.all()).hasSize(OF_METAL_API + OURS);
        assertThat(Table.all().stream().map(Row::id)).doesNotHaveDuplicates();
        assertThat(Table.all().stream().map(row -> row.verb() + " " + row.path()))
                .doesNotHaveDuplicates();
    }

    @Test
    void everyOperationThatThePlantClaimsIsRoutedWithTheSamePathAndRole() throws IOException {
        var source = Files.readString(ROOT.resolve("tests/compat/internal/contract/operations.go"));
        var claimed = new TreeSet<String>();
        var lines = source.substring(source.indexOf("var Operations")).lines().toList();
        for (var line : lines) {
            var match = CLAIMED.matcher(line);
            var quoted = QUOTED.matcher(line).results().map(r -> r.group(1)).toList();
            if (!match.matches() || quoted.size() != 2) {
                continue;
            }
            boolean literal = match.group(1) == null;
            var path = quoted.get(literal ? 1 : 0);
            var id = quoted.get(literal ? 0 : 1);
            var role = Pattern.compile("(Open|Any|View|Edit|Admin)\\b").matcher(line);
            assertThat(role.find()).isTrue();
            claimed.add(id + " " + path + " " + role.group(1).toUpperCase(Locale.ROOT));
        }
        assertThat(claimed).hasSizeGreaterThan(100);

        var routed = Table.all().stream()
                .map(row -> row.id() + " " + row.path() + " " + row.role())
                .collect(Collectors.toSet());
        assertThat(routed).containsAll(claimed);
    }

    @Test
    void theDocumentHasTheRowsOfTheTable() throws IOException {
        var document = Files.readString(ROOT.resolve("docs/router.md")).lines().toList();

        assertThat(document).containsSubsequence(documented());
        assertThat(document.stream().filter(line -> line.startsWith("| `"))).hasSize(OF_METAL_API + OURS);
    }

    private static List<String> documented() {
        return Table.all().stream()
                .map(row -> row.documented(!Table.NOT_SERVED.contains(row.id())))
                .toList();
    }

    @Test
    void literalPartsOfAPathWinOverIds() {
        assertThat(Table.find("GET", List.of("v1", "machine", "consolepassword"))
                        .map(Row::id))
                .hasValue("getMachineConsolePassword");
        assertThat(Table.find("GET", List.of("v1", "machine", "abc")).map(Row::id))
                .hasValue("findMachine");
        assertThat(Table.find("GET", List.of("v1", "size", "reservations")).map(Row::id))
                .hasValue("listSizeReservations");
        assertThat(Table.find("PATCH", List.of("v1", "machine"))).isEmpty();
        assertThat(Table.verbs(List.of("v1", "machine"))).containsExactly("GET", "POST");
    }
}

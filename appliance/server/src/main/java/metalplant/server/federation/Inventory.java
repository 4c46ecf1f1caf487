package metalplant.server.federation;

import java.util.List;
import metalplant.federation.entry.Evidence;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.Tenure;
import metalplant.federation.plant.PlantState;
import metalplant.model.Problem;
import metalplant.model.ip.Cidr;

/** What people saw in use at all sites, in the words of the ledger. */
record Inventory(PlantState state) {
    /** More than that nobody types; a block is one. */
    private static final int LINES_MAX = 1_024;

    /** @param lines each a prefix and who uses it, such as {@code 203.0.113.16/28=fra_eqx_02} */
    List<Evidence> evidence(List<String> lines) {
        if (lines.size() > LINES_MAX) {
            throw Problem.bad("at most %d ranges at one time; name whole blocks".formatted(LINES_MAX));
        }
        return lines.stream().map(this::evidence).toList();
    }

    private Evidence evidence(String line) {
        int at = line.indexOf('=');
        var cidr = Cidr.tryParse(at < 0 ? "" : line.substring(0, at))
                .orElseThrow(() ->
                        Problem.bad("\"%s\" is not PREFIX=MEMBER, such as 203.0.113.16/28=fra_eqx_02".formatted(line)));
        var name = line.substring(at + 1);
        var user = state.federation().members().all().stream()
                .filter(member -> member.plant().text().equals(name)
                        || member.record().label().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("member", name));
        var pool = state.federation().pools().all().stream()
                .filter(each -> Cidr.tryParse(each.spec().id())
                        .filter(whole -> whole.contains(cidr))
                        .isPresent())
                .findFirst()
                .orElseThrow(() -> Problem.refused("prefix %s is in no shared prefix".formatted(cidr)));
        return new Evidence(
                new Range(pool.spec().id(), cidr.first().value(), cidr.size()),
                Tenure.granted(user.plant(), user.record().incarnation().counter(), pool.nextFence()));
    }
}

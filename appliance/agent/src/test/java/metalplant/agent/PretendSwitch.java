package metalplant.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import metalplant.agent.host.SwitchHost;
import metalplant.fabric.engine.DbStep;
import metalplant.fabric.engine.Rows;
import metalplant.model.Problem;

/** A switch in memory. It does what it is told, except what {@link #breaks} says. */
final class PretendSwitch implements SwitchHost {
    final List<String> did = new ArrayList<>();
    final Map<String, String> shows = new HashMap<>();
    Predicate<String> breaks = _ -> false;
    /** Whether sessions are lost with a file. */
    Predicate<String> losesSessions = _ -> false;

    /** Is told of each file that FRR takes over. */
    Consumer<String> reloaded = _ -> {};
    /** The agent is killed with so many changes of the switch more, before the last one or, if {@code half}, in the middle of it. */
    int lives = Integer.MAX_VALUE;

    boolean half;

    private Optional<String> file = Optional.empty();
    private Rows rows = Rows.NONE;

    /** What kill -9 does: nothing is caught, nothing is tidied up. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private boolean dies() {
        if (--lives == 0 && !half) {
            throw new Killed();
        }
        return lives == 0;
    }

    @Override
    public Map<String, Boolean> ports() {
        var found = new TreeMap<String, Boolean>();
        Texts.PORTS.forEach(each -> found.put(each, true));
        return found;
    }

    @Override
    public Optional<String> frrFile() {
        return file;
    }

    String frr() {
        return file.orElse("");
    }

    Rows rows() {
        return rows;
    }

    @Override
    public void dryRun(String frr) {
        did.add("dry-run");
    }

    @Override
    public void reload(String frr) {
        did.add("reload");
        boolean dies = dies();
        file = Optional.of(frr);
        reloaded.accept(frr);
        if (dies) {
            throw new Killed();
        }
        if (breaks.test(frr)) {
            throw Problem.refused("FRR says no");
        }
    }

    @Override
    public Database database() {
        return new Database(rows, "vtep");
    }

    @Override
    public void change(List<DbStep> steps) {
        did.add("database");
        boolean dies = dies();
        int count = dies ? steps.size() / 2 : steps.size();
        var after = new TreeMap<>(rows.byKey());
        for (var step : steps.subList(0, count)) {
            switch (step) {
                case DbStep.Delete delete -> after.remove(delete.key());
                case DbStep.Put put -> {
                    var fields = new TreeMap<>(after.getOrDefault(put.key(), new TreeMap<>()));
                    fields.putAll(put.fields());
                    after.put(put.key(), fields);
                }
            }
        }
        rows = new Rows(after);
        if (dies) {
            throw new Killed();
        }
    }

    @Override
    public void interfaces(String text) {
        throw new UnsupportedOperationException("this switch has SONiC");
    }

    @Override
    public boolean hasVnis(List<Integer> vnis) {
        did.add("vnis " + vnis);
        return vnis.stream().allMatch(each -> rows.byKey().containsKey("VRF|Vrf" + each));
    }

    @Override
    public JsonNode show(String command) {
        if (command.equals("show ip bgp vrf all neighbors json")) {
            var state = losesSessions.test(frr()) ? "Active" : "Established";
            return Texts.json(("{'Vrf1001': {'Ethernet0': {'bgpState': '%s', 'hostname': 'm1', 'peerGroup': 'MACHINE',"
                            + " 'bgpTimerUpEstablishedEpoch': 1700000000, 'addressFamilyInfo': {'ipv4Unicast':"
                            + " {'sentPrefixCounter': 3, 'acceptedPrefixCounter': 1}}}}}")
                    .formatted(state));
        }
        return Texts.json(shows.getOrDefault(command, "{}"));
    }

    @Override
    public List<Neighbour> neighbours() {
        return List.of();
    }
}

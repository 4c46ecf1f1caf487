package metalplant.agent.host;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.fabric.engine.DbStep;
import metalplant.fabric.engine.Rows;

/** The switch, as far as the agent reads and changes it. Everything throws a {@code Problem} with what to do when it cannot. */
public interface SwitchHost {
    /** The ports at its front, uplinks included, and whether each has a link. */
    Map<String, Boolean> ports();

    /** The file of FRR as it is; empty if there is none. */
    Optional<String> frrFile();

    /** Lets the switch's own {@code vtysh} read a file without applying it. @throws metalplant.model.Problem with its line and why */
    void dryRun(String frr);

    /** Puts a file in place and lets FRR take it over, without a restart. A problem may leave a part of it applied. */
    void reload(String frr);

    /** The rows of CONFIG_DB in tables that the agent writes, and the name of the tunnel. */
    Database database();

    /** Changes CONFIG_DB, in order. */
    void change(List<DbStep> steps);

    /** Makes the interfaces those of this file: Cumulus. */
    void interfaces(String file);

    /** Whether the kernel has these VNIs, each in its VRF. */
    boolean hasVnis(List<Integer> vnis);

    /** What FRR answers to a {@code show ... json}; hostile. */
    JsonNode show(String command);

    /** Whoever shows himself by LLDP at the ports: port to what he says of himself. */
    List<Neighbour> neighbours();

    /** @param tunnel the name of the one VXLAN_TUNNEL */
    record Database(Rows rows, String tunnel) {}

    /** A system that was seen at a port. */
    record Neighbour(String port, String name, String description) {}
}

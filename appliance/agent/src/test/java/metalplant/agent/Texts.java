package metalplant.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a plant, FRR and an environment say, for tests. */
final class Texts {
    static final List<String> PORTS = List.of("Ethernet0", "Ethernet4", "Ethernet8", "Ethernet12", "Ethernet120");

    private static final ObjectMapper JSON = new ObjectMapper();

    private Texts() {}

    /** With single quotes, so that it can be read here. */
    static JsonNode json(String text) {
        return parsed(text.replace('\'', '"'));
    }

    static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A leaf's variables; {@code more} are names without prefix and values. */
    static AgentConfig config(Path folder, String api, String... more) {
        var environment = new HashMap<>(Map.of(
                "METAL_CORE_CIDR", "10.255.0.1/24",
                "METAL_CORE_PARTITION_ID", "p1",
                "METAL_CORE_RACK_ID", "r1",
                "METAL_CORE_LOOPBACK_IP", "10.0.1.1",
                "METAL_CORE_ASN", "4200000101",
                "METAL_CORE_HMAC_KEY", "secret",
                "METAL_CORE_SPINE_UPLINKS", "Ethernet120",
                "METAL_CORE_RECONFIGURE_SWITCH", "true",
                "METAL_CORE_STATE_DIR", folder.resolve("state").toString(),
                "METAL_CORE_FRR_FILE", folder.resolve("frr.conf").toString()));
        environment.put("METAL_CORE_FRR_FOLDER", folder.toString());
        environment.put("METAL_CORE_SNMP", "false");
        environment.put("METAL_CORE_METRICS_SERVER_PORT", "0");
        var base = java.net.URI.create(api);
        environment.put("METAL_CORE_METAL_API_IP", base.getHost());
        environment.put("METAL_CORE_METAL_API_PORT", String.valueOf(base.getPort()));
        environment.put("METAL_CORE_METAL_API_BASEPATH", "/metal/");
        for (int i = 0; i + 1 < more.length; i += 2) {
            environment.put("METAL_CORE_" + more[i], more[i + 1]);
        }
        return AgentConfig.read(environment, "leaf01");
    }

    /** What a plant wants of the ports: machines of two projects, one that boots, one that is off. */
    static final String SWITCH = """
            {'id': 'leaf01', 'nics': [
              {'name': 'Ethernet0', 'vrf': 'vrf1001', 'filter': {'cidrs': ['10.1.0.0/22', '203.0.113.7/32'], 'vnis': []}},
              {'name': 'Ethernet4', 'vrf': 'vrf1002', 'filter': {'cidrs': ['10.1.4.0/22'], 'vnis': []}},
              {'name': 'Ethernet8', 'vrf': ''},
              {'name': 'Ethernet12', 'vrf': '', 'admin_status': 'DOWN'},
              {'name': 'Ethernet120', 'vrf': ''}]}
            """;

    /** A peering of the first with storage; both projects have networks elsewhere. */
    static String fabric(String version, boolean peering) {
        return """
                {'version': '%s', 'switchid': 'leaf01', 'partitionid': 'p1',
                 'partitions': [{'id': 'p1', 'number': 1, 'dci': 16000000, 'supers': ['10.1.0.0/16'], 'exits': []}],
                 'networks': [
                   {'id': 'x1', 'partition': 1, 'projectid': 'x', 'kind': 'private', 'vrf': 1001, 'prefixes': ['10.1.0.0/22'], 'announced': []},
                   {'id': 'y1', 'partition': 1, 'projectid': 'y', 'kind': 'private', 'vrf': 1002, 'prefixes': ['10.1.4.0/22']},
                   {'id': 'storage', 'partition': 1, 'projectid': '', 'kind': 'shared', 'vrf': 1800, 'prefixes': ['10.1.128.0/22']}],
                 'members': [], 'cables': [],
                 'peerings': [%s]}
                """.formatted(
                        version,
                        peering
                                ? "{'id': 'x-storage', 'revision': '1.1.1', 'peeringType': 'local', 'network1': 'x1', 'network2': 'storage'}"
                                : "");
    }
}

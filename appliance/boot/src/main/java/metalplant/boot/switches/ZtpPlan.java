package metalplant.boot.switches;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What SONiC's ZTP shall do, and the scripts that it is to run.
 *
 * <p>The configuration comes last but one, and the switch starts anew with it. Everything is fetched before that: afterwards the management
 * port is in a VRF of its own, in which ZTP's own downloads do not look. The report is a script that was fetched before and says that it
 * wants that VRF.
 *
 * @param base where a switch fetches, as {@code http://172.16.0.1:4280/switch}
 * @see "sonic-ztp: plugins download, configdb-json; ztp-engine"
 */
record ZtpPlan(String base) {
    private static final String REPORT = "/etc/sonic/plant-report.sh";

    /**
     * The document behind option 67.
     *
     * @param agent whether it gets one, and is told what it needs
     */
    Map<String, Object> document(boolean keys, boolean agent) {
        var sections = new LinkedHashMap<String, Object>();
        if (keys) {
            sections.put("01-keys", plugin(base + "/keys.sh"));
        }
        var files = new ArrayList<Object>();
        files.add(Map.of("url", url("/frr.conf", "/etc/sonic/frr/frr.conf")));
        files.add(Map.of("url", url("/report.sh", REPORT), "permissions", "755"));
        if (agent) {
            files.add(Map.of("url", url("/agent.env", "/etc/sonic/metal-core.env"), "permissions", "600"));
        }
        sections.put("02-download", Map.of("files", files));
        if (agent) {
            sections.put("03-agent", plugin(base + "/agent"));
        }
        var config = new LinkedHashMap<String, Object>();
        config.put("url", url("/config_db.json", "/etc/sonic/config_db.json"));
        config.put("clear-config", true);
        config.put("reboot-on-success", true);
        sections.put("04-configdb-json", config);
        sections.put("05-report", Map.of("plugin", Map.of("url", "file://" + REPORT), "ignore-result", true));
        return Map.of("ztp", sections);
    }

    private static Map<String, Object> plugin(String url) {
        return Map.of("plugin", Map.of("url", url));
    }

    private Map<String, Object> url(String path, String destination) {
        var url = new LinkedHashMap<String, Object>();
        url.put("source", base + path);
        url.put("destination", destination);
        return url;
    }

    /** Lets people in. @param keys each a line of printable ASCII without a single quote */
    static String keys(List<String> keys) {
        var script = new StringBuilder("""
                #!/bin/sh
                # Lets the operators of the plant in.
                set -eu
                folder=/home/admin/.ssh
                mkdir -p "$folder"
                touch "$folder/authorized_keys"
                while IFS= read -r key; do
                    grep -qxF "$key" "$folder/authorized_keys" || printf '%s\\n' "$key" >> "$folder/authorized_keys"
                done <<'KEYS'
                """);
        keys.forEach(each -> script.append(each).append('\n'));
        return script.append("""
                KEYS
                chown -R admin:admin "$folder"
                chmod 700 "$folder"
                chmod 600 "$folder/authorized_keys"
                """).toString();
    }

    /** Tells the plant what became of each section. */
    String report() {
        return """
                #!/bin/sh
                # Tells the plant how this switch's provisioning went.
                set -u
                tell() {
                    "$@" curl -fsS -m 20 --retry 12 --retry-delay 5 --retry-connrefused -H 'Content-Type: application/json' \\
                        --data-binary @/host/ztp/ztp_data.json %s/report
                }
                if ip vrf exec mgmt true 2>/dev/null; then
                    tell ip vrf exec mgmt
                else
                    tell env
                fi
                """.formatted(base);
    }
}

package metalplant.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import metalplant.fabric.cabling.SwitchRole;
import metalplant.fabric.engine.Box;
import metalplant.fabric.engine.SwitchOs;
import metalplant.model.Problem;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.plan.PlantPlan.HostAddress;

/**
 * What the agent is told at its start: metal-core's own variables, so that it can take its place, and a few more.
 *
 * @param api of the plant, with its base path
 * @param grpc host and port for phone-homes, and the files of TLS; empty for none
 * @param interval between two looks
 * @param state folder of what must survive a restart
 * @param frrFile which FRR reads
 * @param frrFolder where FRR's own programs see the folder of that file
 * @param lldp the command that says who is at ports, as JSON of {@code lldpcli}
 * @param reload the command that makes FRR take a file over; the file is its last word
 * @param redis socket of CONFIG_DB
 */
public record AgentConfig(
        Box box,
        String partition,
        String rack,
        String room,
        String api,
        String hmacKey,
        Optional<Grpc> grpc,
        Duration interval,
        Duration timeout,
        int metricsPort,
        Path state,
        Path frrFile,
        String frrFolder,
        List<String> vtysh,
        List<String> reload,
        List<String> lldp,
        Path redis,
        List<Cable> cables,
        boolean reconfigures) {
    static final String PREFIX = "METAL_CORE_";
    private static final String NOT_SUPPORTED = "is not supported: configurations are whole, and made here";

    public AgentConfig {
        vtysh = List.copyOf(vtysh);
        reload = List.copyOf(reload);
        lldp = List.copyOf(lldp);
        cables = List.copyOf(cables);
    }

    /** Where phone-homes go. */
    public record Grpc(String address, Path ca, Path certificate, Path key) {}

    /** A cable from a port of this exit to an exit of another partition. */
    public record Cable(String name, String port, HostAddress address, String exit, IpAddress neighbour) {}

    /** How long a program of the switch may take: a whole file of many tenants takes FRR longer than the plant may take for an answer. */
    public Duration commandTimeout() {
        return timeout.multipliedBy(8);
    }

    @Override
    public String toString() {
        return "AgentConfig[%s, %s]".formatted(box.name(), api);
    }

    /**
     * Reads them.
     *
     * @param hostname of the switch
     * @throws Problem RULE_VIOLATED with everything that is wrong
     */
    public static AgentConfig read(Map<String, String> environment, String hostname) {
        var reader = new Reader(environment);
        for (var each : List.of("INTERFACES_TPL_FILE", "FRR_TPL_FILE")) {
            if (!reader.text(each, "").isEmpty()) {
                reader.wrong(each, NOT_SUPPORTED);
            }
        }
        var os = reader.one("OS", "SONiC", text -> switch (text) {
            case "SONiC" -> Optional.of(SwitchOs.SONIC);
            case "Cumulus" -> Optional.of(SwitchOs.CUMULUS);
            default -> Optional.empty();
        });
        var role = reader.one("ROLE", "leaf", text -> SwitchRole.of(text).filter(SwitchRole::routes));
        var loopback = reader.one("LOOPBACK_IP", "", AgentConfig::v4);
        var asn = reader.one("ASN", "", text -> number(text, 1, 4_294_967_294L));
        var pxe = reader.maybe("CIDR", AgentConfig::host);
        if (reader.text("OS", "").equals("Cumulus")) {
            reader.needed("CIDR");
        }
        var vlan = reader.one(
                "PXE_VLAN_ID", "4000", text -> number(text, 2, 4094).filter(each -> each < 1001 || each > 2000));
        var gateway = reader.maybe("MANAGEMENT_GATEWAY", AgentConfig::v4);
        var routes = reader.many("ADDITIONAL_MGMT_ROUTES", Cidr::tryParse);
        var uplinks = reader.many("SPINE_UPLINKS", AgentConfig::port);
        var bridged = reader.many("ADDITIONAL_BRIDGE_PORTS", AgentConfig::port);
        var vids = reader.many(
                "ADDITIONAL_BRIDGE_VIDS", text -> number(text, 1, 4094).map(String::valueOf));
        var cables = reader.many("CABLES", AgentConfig::cable);
        var partition = reader.needed("PARTITION_ID");
        var rack = reader.needed("RACK_ID");
        var key = reader.needed("HMAC_KEY");
        var interval = reader.one("RECONFIGURE_SWITCH_INTERVAL", "10s", AgentConfig::duration);
        var timeout = reader.one("TIMEOUT", "15s", AgentConfig::duration);
        var metrics = reader.one("METRICS_SERVER_PORT", "2112", text -> number(text, 0, 65_535));
        var grpc = reader.grpc();
        reader.finish();
        boolean sonic = os.orElseThrow() == SwitchOs.SONIC;
        var box = new Box(
                hostname,
                os.orElseThrow(),
                role.orElseThrow(),
                asn.orElseThrow(),
                loopback.orElseThrow(),
                uplinks.isEmpty() ? (sonic ? List.of() : List.of("swp31", "swp32")) : uplinks,
                bridged,
                new Box.Management(reader.maybe("MANAGEMENT_CIDR", AgentConfig::host), gateway, routes),
                new Box.Pxe(vlan.orElseThrow().intValue(), pxe, vids),
                reader.flag("SET_SRC_LOOPBACK", false),
                reader.flag("SNMP", sonic));
        return new AgentConfig(
                box,
                partition,
                rack,
                reader.text("ROOM_ID", ""),
                "%s://%s:%s%s"
                        .formatted(
                                reader.text("METAL_API_PROTOCOL", "http"),
                                reader.text("METAL_API_IP", "localhost"),
                                reader.text("METAL_API_PORT", "8080"),
                                folder(reader.text("METAL_API_BASEPATH", "/metal/"))),
                key,
                grpc,
                interval.orElseThrow(),
                timeout.orElseThrow(),
                metrics.orElseThrow().intValue(),
                Path.of(reader.text("STATE_DIR", "/var/lib/metal-core")),
                Path.of(reader.text("FRR_FILE", sonic ? "/etc/sonic/frr/frr.conf" : "/etc/frr/frr.conf")),
                reader.text("FRR_FOLDER", "/etc/frr"),
                reader.words("VTYSH", sonic ? "docker exec -i bgp vtysh" : "vtysh"),
                reader.words(
                        "FRR_RELOAD",
                        sonic
                                ? "docker exec bgp /usr/lib/frr/frr-reload.py --reload --overwrite"
                                : "/usr/lib/frr/frr-reload.py --reload"),
                reader.words("LLDPCLI", (sonic ? "docker exec lldp " : "") + "lldpcli -f json show neighbors"),
                Path.of(reader.text("REDIS_SOCKET", "/var/run/redis/redis.sock")),
                cables,
                reader.flag("RECONFIGURE_SWITCH", false));
    }

    /** With a slash in front and none behind; "" for the root. */
    private static String folder(String path) {
        var inner = path.replaceAll("^/+|/+$", "");
        return inner.isEmpty() ? "" : "/" + inner;
    }

    private static Optional<IpAddress> v4(String text) {
        return IpAddress.tryParse(text).filter(each -> each.family() == AddressFamily.IPV4);
    }

    private static Optional<HostAddress> host(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? Optional.empty()
                : IpAddress.tryParse(text.substring(0, slash))
                        .flatMap(address -> number(
                                        text.substring(slash + 1),
                                        1,
                                        address.family().bits())
                                .map(length -> new HostAddress(address, length.intValue())));
    }

    private static Optional<String> port(String text) {
        return text.matches("[A-Za-z][A-Za-z0-9/_-]{0,30}") ? Optional.of(text) : Optional.empty();
    }

    /** {@code NAME=PORT:ADDRESS/LENGTH:EXIT:NEIGHBOUR}, IPv4. */
    private static Optional<Cable> cable(String text) {
        var parts = text.split("[=:]", -1);
        return parts.length != 5
                ? Optional.empty()
                : port(parts[1])
                        .flatMap(port -> host(parts[2])
                                .flatMap(address -> v4(parts[4])
                                        .map(neighbour -> new Cable(parts[0], port, address, parts[3], neighbour))));
    }

    private static Optional<Long> number(String text, long from, long to) {
        return text.matches("[0-9]{1,10}")
                ? Optional.of(Long.parseLong(text)).filter(each -> each >= from && each <= to)
                : Optional.empty();
    }

    /** As {@code 10s}, {@code 500ms} or {@code 2m}. */
    private static Optional<Duration> duration(String text) {
        var form = java.util.regex.Pattern.compile("([1-9][0-9]{0,5})(ms|s|m)").matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(form.group(1));
        return Optional.of(
                switch (form.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    default -> Duration.ofMinutes(count);
                });
    }

    /** Collects what is wrong, so that all of it is said at once. */
    private static final class Reader {
        private final Map<String, String> environment;
        private final List<String> mistakes = new ArrayList<>();

        Reader(Map<String, String> environment) {
            this.environment = environment;
        }

        void wrong(String name, String why) {
            mistakes.add(PREFIX + name + " " + why);
        }

        String text(String name, String otherwise) {
            var found = environment.getOrDefault(PREFIX + name, "").strip();
            return found.isEmpty() ? otherwise : found;
        }

        String needed(String name) {
            var found = text(name, "");
            if (found.isEmpty()) {
                wrong(name, "is needed");
            }
            return found;
        }

        List<String> words(String name, String otherwise) {
            return List.of(text(name, otherwise).split(" +"));
        }

        boolean flag(String name, boolean otherwise) {
            return Boolean.parseBoolean(text(name, String.valueOf(otherwise)));
        }

        <T> Optional<T> one(String name, String otherwise, Function<String, Optional<T>> parse) {
            var given = text(name, otherwise);
            if (given.isEmpty()) {
                wrong(name, "is needed");
                return Optional.empty();
            }
            var value = parse.apply(given);
            if (value.isEmpty()) {
                wrong(name, "cannot be \"" + given + "\"");
            }
            return value;
        }

        <T> Optional<T> maybe(String name, Function<String, Optional<T>> parse) {
            return text(name, "").isEmpty() ? Optional.empty() : one(name, "", parse);
        }

        <T> List<T> many(String name, Function<String, Optional<T>> parse) {
            var found = new ArrayList<T>();
            for (var each : text(name, "").split("[, ]+")) {
                if (!each.isEmpty()) {
                    parse.apply(each).ifPresentOrElse(found::add, () -> wrong(name, "cannot have \"" + each + "\""));
                }
            }
            return found;
        }

        Optional<Grpc> grpc() {
            var address = text("GRPC_ADDRESS", "");
            return address.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Grpc(
                            address,
                            Path.of(needed("GRPC_CA_CERT_FILE")),
                            Path.of(needed("GRPC_CLIENT_CERT_FILE")),
                            Path.of(needed("GRPC_CLIENT_KEY_FILE"))));
        }

        void finish() {
            if (!mistakes.isEmpty()) {
                throw Problem.refused(String.join("; ", mistakes));
            }
        }
    }
}

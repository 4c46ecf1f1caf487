package metalplant.router.table;

import static metalplant.router.table.Clue.body;
import static metalplant.router.table.Clue.path;
import static metalplant.router.table.Clue.query;
import static metalplant.router.table.Entity.CONSTRAINT;
import static metalplant.router.table.Entity.IMAGE;
import static metalplant.router.table.Entity.IP;
import static metalplant.router.table.Entity.LAYOUT;
import static metalplant.router.table.Entity.MACHINE;
import static metalplant.router.table.Entity.NETWORK;
import static metalplant.router.table.Entity.PARTITION;
import static metalplant.router.table.Entity.PEERING;
import static metalplant.router.table.Entity.PROJECT;
import static metalplant.router.table.Entity.REGION;
import static metalplant.router.table.Entity.RESERVATION;
import static metalplant.router.table.Entity.SIZE;
import static metalplant.router.table.Entity.SWITCH;
import static metalplant.router.table.Entity.TENANT;
import static metalplant.router.table.Entity.ZONE;
import static metalplant.router.table.Treatment.BOUND_OR_HOME;
import static metalplant.router.table.Treatment.BOUND_READ;
import static metalplant.router.table.Treatment.BOUND_WRITE;
import static metalplant.router.table.Treatment.FAN_OUT;
import static metalplant.router.table.Treatment.HOME;
import static metalplant.router.table.Treatment.LOCAL;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import metalplant.door.Role;
import metalplant.router.table.Row.Effect;
import metalplant.router.table.Row.Order;

/**
 * All operations of metal-api v1, in the order of its document, and behind them those that plants have beside it.
 *
 * @see "metal-api-rest.md section 2 for the operations, section 3 for the fields"
 */
public final class Table {
    /** Operations that this plant does not answer yet. They are routed like all others; the plant's own 404 is the answer. */
    public static final Set<String> NOT_SERVED = Set.of();

    private static final List<Row> ROWS = rows();

    /** Literal segments win: a parameter sorts behind every letter. */
    private static final List<Pattern> PATTERNS = ROWS.stream()
            .sorted(Comparator.comparing((Row row) -> row.path().replace('{', '~')))
            .map(row -> new Pattern(row, split(row.path())))
            .toList();

    private Table() {}

    public static List<Row> all() {
        return ROWS;
    }

    /**
     * The operation of a request.
     *
     * @param segments of the path below the base path, decoded
     */
    public static Optional<Row> find(String verb, List<String> segments) {
        return matching(segments).filter(row -> row.verb().equals(verb)).findFirst();
    }

    /** The verbs that are possible at a path, for 405; empty if there is no such path. */
    public static List<String> verbs(List<String> segments) {
        return matching(segments).map(Row::verb).distinct().sorted().toList();
    }

    /** The value of a path parameter. */
    public static Optional<String> parameter(Row row, List<String> segments, String name) {
        int at = split(row.path()).indexOf("{" + name + "}");
        return at < 0 ? Optional.empty() : Optional.of(segments.get(at));
    }

    private static Stream<Row> matching(List<String> segments) {
        return PATTERNS.stream().filter(pattern -> pattern.matches(segments)).map(Pattern::row);
    }

    private static List<String> split(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    /** A row with its path cut into segments, once. */
    private record Pattern(Row row, List<String> segments) {
        boolean matches(List<String> given) {
            if (segments.size() != given.size()) {
                return false;
            }
            for (int i = 0; i < segments.size(); i++) {
                var wanted = segments.get(i);
                if (wanted.charAt(0) != '{' && !wanted.equals(given.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    private static List<Row> rows() {
        var all = new ArrayList<Row>();
        all.add(row("findAuditTraces", "POST", "/v1/audit/find", Role.VIEW, LOCAL)
                .guarded(Guard.AUDIT)
                .build());
        mirrored(all, "/v1/filesystemlayout", LAYOUT, "FilesystemLayout", Role.VIEW, "get", "id");
        all.add(row("matchFilesystemLayout", "POST", "/v1/filesystemlayout/matches", Role.ADMIN, BOUND_READ)
                .at(body("machine", MACHINE))
                .build());
        all.add(row("tryFilesystemLayout", "POST", "/v1/filesystemlayout/try", Role.ADMIN, LOCAL)
                .build());
        firewalls(all);
        firmware(all);
        all.add(row("health", "GET", "/v1/health", Role.OPEN, LOCAL).build());
        images(all);
        addresses(all);
        machines(all);
        power(all);
        networks(all);
        partitions(all);
        projects(all);
        mirrored(all, "/v1/size", SIZE, "Size", Role.ANY, "find", "id");
        reservations(all);
        all.add(row("suggest", "POST", "/v1/size/suggest", Role.ANY, BOUND_READ)
                .at(body("machineID", MACHINE))
                .build());
        mirrored(all, "/v1/size-image-constraint", CONSTRAINT, "SizeImageConstraint", Role.ANY, "find", "id");
        all.add(row("trySizeImageConstraint", "POST", "/v1/size-image-constraint/try", Role.ADMIN, LOCAL)
                .build());
        switches(all);
        mirrored(all, "/v1/tenant", TENANT, "Tenant", Role.VIEW, "get", "meta.id");
        all.add(row("findTenants", "POST", "/v1/tenant/find", Role.VIEW, LOCAL).build());
        all.add(row("getMe", "GET", "/v1/user/me", Role.VIEW, LOCAL).build());
        all.add(row("info", "GET", "/v1/version", Role.OPEN, LOCAL).build());
        all.add(row("getVPNAuthKey", "POST", "/v1/vpn/authkey", Role.ADMIN, LOCAL)
                .build());
        mirrored(all, "/v1/region", REGION, "Region", Role.ANY, "find", "id");
        mirrored(all, "/v1/zone", ZONE, "Zone", Role.ANY, "find", "id");
        peerings(all);
        orders(all);
        return List.copyOf(all);
    }

    /** The plant that is asked looks after an order; what it makes elsewhere are ordinary allocations. */
    private static void orders(List<Row> all) {
        var path = "/v1/machine/allocate-many";
        all.add(row("allocateMachines", "POST", path, Role.EDIT, LOCAL).build());
        all.add(row("listMachineOrders", "GET", path, Role.VIEW, LOCAL).build());
        all.add(row("findMachineOrder", "GET", path + "/{id}", Role.VIEW, LOCAL).build());
        all.add(row("proposeZones", "GET", "/v1/zone/proposals", Role.ANY, LOCAL)
                .build());
        all.add(row("checkZones", "POST", "/v1/zone/check", Role.VIEW, LOCAL).build());
    }

    /** List, one, create, update and remove of what every plant has a mirror of. */
    private static void mirrored(
            List<Row> all, String path, Entity entity, String noun, Role reads, String verbOfOne, String idField) {
        var one = path + "/{id}";
        all.add(row("list" + noun + "s", "GET", path, reads, LOCAL).build());
        all.add(row("update" + noun, "POST", path, Role.ADMIN, HOME)
                .at(body(idField, entity))
                .build());
        all.add(row("create" + noun, "PUT", path, Role.ADMIN, HOME)
                .at(body(idField, entity))
                .build());
        all.add(row("delete" + noun, "DELETE", one, Role.ADMIN, HOME)
                .at(path(entity))
                .build());
        all.add(row(verbOfOne + noun, "GET", one, reads, LOCAL).build());
    }

    private static void images(List<Row> all) {
        mirrored(all, "/v1/image", IMAGE, "Image", Role.ANY, "find", "id");
        all.add(row("findImages", "POST", "/v1/image/find", Role.VIEW, LOCAL).build());
        all.add(row("findLatestImage", "GET", "/v1/image/{id}/latest", Role.ANY, LOCAL)
                .build());
        all.add(row("queryImages by id", "GET", "/v1/image/{id}/query", Role.ANY, LOCAL)
                .build());
    }

    private static void projects(List<Row> all) {
        mirrored(all, "/v1/project", PROJECT, "Project", Role.VIEW, "find", "meta.id");
        all.add(row("findProjects", "POST", "/v1/project/find", Role.VIEW, LOCAL)
                .build());
    }

    private static void firewalls(List<Row> all) {
        all.add(row("listFirewalls", "GET", "/v1/firewall", Role.VIEW, FAN_OUT)
                .of(MACHINE)
                .build());
        all.add(row("allocateFirewall", "POST", "/v1/firewall/allocate", Role.EDIT, BOUND_WRITE)
                .at(body("uuid", MACHINE), body("partitionid", PARTITION))
                .of(MACHINE)
                .effect(Effect.CREATES)
                .build());
        all.add(row("findFirewalls", "POST", "/v1/firewall/find", Role.VIEW, FAN_OUT)
                .at(body("partition_id", PARTITION))
                .of(MACHINE)
                .build());
        all.add(row("findFirewall", "GET", "/v1/firewall/{id}", Role.VIEW, BOUND_READ)
                .at(path(MACHINE))
                .effect(Effect.SHOWS)
                .build());
    }

    private static void firmware(List<Row> all) {
        var object = "/v1/firmware/{kind}/{vendor}/{board}/{revision}";
        all.add(row("listFirmwares", "GET", "/v1/firmware", Role.ADMIN, BOUND_READ)
                .at(query("machine-id", MACHINE))
                .guarded(Guard.FIRMWARE)
                .build());
        all.add(row("removeFirmware", "DELETE", object, Role.ADMIN, BOUND_WRITE)
                .guarded(Guard.FIRMWARE)
                .build());
        all.add(row("uploadFirmware", "PUT", object, Role.ADMIN, BOUND_WRITE)
                .guarded(Guard.FIRMWARE)
                .build());
    }

    private static void addresses(List<Row> all) {
        all.add(row("listIPs", "GET", "/v1/ip", Role.VIEW, FAN_OUT).of(IP).build());
        all.add(row("updateIP", "POST", "/v1/ip", Role.EDIT, BOUND_WRITE)
                .at(body("ipaddress", IP))
                .effect(Effect.SHOWS)
                .build());
        all.add(row("allocateIP", "POST", "/v1/ip/allocate", Role.EDIT, BOUND_WRITE)
                .at(body("machineid", MACHINE), body("networkid", NETWORK))
                .of(IP)
                .effect(Effect.CREATES)
                .build());
        all.add(row("allocateSpecificIP", "POST", "/v1/ip/allocate/{ip}", Role.EDIT, BOUND_WRITE)
                .at(new Clue(Clue.Place.PATH, "ip", IP), body("machineid", MACHINE), body("networkid", NETWORK))
                .of(IP)
                .effect(Effect.CREATES)
                .build());
        all.add(row("findIPs", "POST", "/v1/ip/find", Role.VIEW, FAN_OUT).of(IP).build());
        all.add(row("freeIP", "DELETE", "/v1/ip/free/{id}", Role.EDIT, BOUND_WRITE)
                .at(path(IP))
                .effect(Effect.REMOVES)
                .build());
        all.add(row("findIP", "GET", "/v1/ip/{id}", Role.VIEW, BOUND_READ)
                .at(path(IP))
                .effect(Effect.SHOWS)
                .build());
    }

    private static void machines(List<Row> all) {
        all.add(row("listMachines", "GET", "/v1/machine", Role.VIEW, FAN_OUT)
                .of(MACHINE)
                .build());
        all.add(row("updateMachine", "POST", "/v1/machine", Role.ADMIN, BOUND_WRITE)
                .at(body("id", MACHINE))
                .effect(Effect.SHOWS)
                .build());
        all.add(row("allocateMachine", "POST", "/v1/machine/allocate", Role.EDIT, BOUND_WRITE)
                .at(body("uuid", MACHINE), body("partitionid", PARTITION))
                .of(MACHINE)
                .effect(Effect.CREATES)
                .build());
        all.add(row("getMachineConsolePassword", "GET", "/v1/machine/consolepassword", Role.EDIT, BOUND_READ)
                .at(body("id", MACHINE))
                .guarded(Guard.CONSOLE_PASSWORD)
                .build());
        all.add(row("findMachines", "POST", "/v1/machine/find", Role.VIEW, FAN_OUT)
                .at(body("partition_id", PARTITION))
                .of(MACHINE)
                .build());
        all.add(row("ipmiReport", "POST", "/v1/machine/ipmi", Role.EDIT, BOUND_WRITE)
                .at(body("partitionid", PARTITION))
                .guarded(Guard.BMC_CREDENTIALS)
                .build());
        all.add(row("ipmiResult", "POST", "/v1/machine/ipmi/result", Role.EDIT, BOUND_WRITE)
                .at(body("partitionid", PARTITION))
                .guarded(Guard.BMC_CREDENTIALS)
                .build());
        all.add(row("findIPMIMachines", "POST", "/v1/machine/ipmi/find", Role.VIEW, FAN_OUT)
                .at(body("partition_id", PARTITION))
                .guarded(Guard.BMC_CREDENTIALS)
                .of(MACHINE)
                .build());
        all.add(row("listIssues", "GET", "/v1/machine/issues", Role.VIEW, LOCAL).build());
        all.add(row("issues", "POST", "/v1/machine/issues/evaluate", Role.VIEW, FAN_OUT)
                .at(body("partition_id", PARTITION))
                .ordered(Order.BY_MACHINE)
                .build());
        all.add(row("updateFirmware", "POST", "/v1/machine/update-firmware/{id}", Role.ADMIN, BOUND_WRITE)
                .at(path(MACHINE))
                .guarded(Guard.FIRMWARE)
                .build());
        all.add(row("deleteMachine", "DELETE", "/v1/machine/{id}", Role.ADMIN, BOUND_WRITE)
                .at(path(MACHINE))
                .effect(Effect.REMOVES)
                .build());
        all.add(row("findMachine", "GET", "/v1/machine/{id}", Role.VIEW, BOUND_READ)
                .at(path(MACHINE))
                .effect(Effect.SHOWS)
                .build());
        all.add(row("freeMachine", "DELETE", "/v1/machine/{id}/free", Role.EDIT, BOUND_WRITE)
                .at(path(MACHINE))
                .effect(Effect.SHOWS)
                .build());
        all.add(row("findIPMIMachine", "GET", "/v1/machine/{id}/ipmi", Role.VIEW, BOUND_READ)
                .at(path(MACHINE))
                .guarded(Guard.BMC_CREDENTIALS)
                .build());
    }

    private static void power(List<Row> all) {
        command(all, "machineBios", "power/bios");
        command(all, "chassisIdentifyLEDOff", "power/chassis-identify-led-off");
        command(all, "chassisIdentifyLEDOn", "power/chassis-identify-led-on");
        command(all, "machineCycle", "power/cycle");
        command(all, "machineDisk", "power/disk");
        command(all, "machineOff", "power/off");
        command(all, "machineOn", "power/on");
        command(all, "machinePxe", "power/pxe");
        command(all, "machineReset", "power/reset");
        command(all, "reinstallMachine", "reinstall");
        command(all, "setMachineState", "state");
    }

    private static void command(List<Row> all, String id, String tail) {
        all.add(row(id, "POST", "/v1/machine/{id}/" + tail, Role.EDIT, BOUND_WRITE)
                .at(path(MACHINE))
                .effect(Effect.SHOWS)
                .build());
    }

    private static void networks(List<Row> all) {
        all.add(row("listNetworks", "GET", "/v1/network", Role.VIEW, FAN_OUT)
                .of(NETWORK)
                .build());
        all.add(row("updateNetwork", "POST", "/v1/network", Role.ADMIN, BOUND_OR_HOME)
                .at(body("id", NETWORK))
                .effect(Effect.SHOWS)
                .build());
        all.add(row("createNetwork", "PUT", "/v1/network", Role.ADMIN, BOUND_WRITE)
                .at(body("partitionid", PARTITION))
                .of(NETWORK)
                .effect(Effect.CREATES)
                .build());
        all.add(row("allocateNetwork", "POST", "/v1/network/allocate", Role.EDIT, BOUND_WRITE)
                .at(body("partitionid", PARTITION))
                .of(NETWORK)
                .effect(Effect.CREATES)
                .build());
        all.add(row("findNetworks", "POST", "/v1/network/find", Role.VIEW, FAN_OUT)
                .of(NETWORK)
                .build());
        all.add(removesNetwork("freeNetwork", "DELETE", "/v1/network/free/{id}", Role.EDIT, BOUND_WRITE));
        all.add(removesNetwork("freeNetworkDeprecated", "POST", "/v1/network/free/{id}", Role.EDIT, BOUND_WRITE));
        all.add(removesNetwork("deleteNetwork", "DELETE", "/v1/network/{id}", Role.ADMIN, BOUND_OR_HOME));
        all.add(row("findNetwork", "GET", "/v1/network/{id}", Role.VIEW, BOUND_READ)
                .at(path(NETWORK))
                .effect(Effect.SHOWS)
                .build());
    }

    private static Row removesNetwork(String id, String verb, String path, Role role, Treatment treatment) {
        return row(id, verb, path, role, treatment)
                .at(path(NETWORK))
                .effect(Effect.REMOVES)
                .build();
    }

    private static void partitions(List<Row> all) {
        all.add(row("listPartitions", "GET", "/v1/partition", Role.ANY, FAN_OUT)
                .of(PARTITION)
                .build());
        all.add(row("updatePartition", "POST", "/v1/partition", Role.ADMIN, BOUND_WRITE)
                .at(body("id", PARTITION))
                .effect(Effect.SHOWS)
                .build());
        all.add(row("createPartition", "PUT", "/v1/partition", Role.ADMIN, BOUND_WRITE)
                .at(body("id", PARTITION))
                .of(PARTITION)
                .effect(Effect.CREATES)
                .build());
        all.add(row("partitionCapacity", "POST", "/v1/partition/capacity", Role.ANY, FAN_OUT)
                .at(body("id", PARTITION))
                .build());
        all.add(row("deletePartition", "DELETE", "/v1/partition/{id}", Role.ADMIN, BOUND_WRITE)
                .at(path(PARTITION))
                .effect(Effect.REMOVES)
                .build());
        all.add(row("findPartition", "GET", "/v1/partition/{id}", Role.ANY, BOUND_READ)
                .at(path(PARTITION))
                .effect(Effect.SHOWS)
                .build());
    }

    private static void reservations(List<Row> all) {
        var path = "/v1/size/reservations";
        all.add(row("listSizeReservations", "GET", path, Role.ANY, FAN_OUT)
                .of(RESERVATION)
                .build());
        all.add(row("updateSizeReservation", "POST", path, Role.EDIT, BOUND_WRITE)
                .at(body("id", RESERVATION))
                .effect(Effect.SHOWS)
                .build());
        all.add(row("createSizeReservation", "PUT", path, Role.EDIT, BOUND_WRITE)
                .at(body("partitionids", PARTITION))
                .of(RESERVATION)
                .effect(Effect.CREATES)
                .build());
        all.add(row("findSizeReservations", "POST", path + "/find", Role.ANY, FAN_OUT)
                .at(body("partitionid", PARTITION))
                .of(RESERVATION)
                .build());
        all.add(row("sizeReservationsUsage", "POST", path + "/usage", Role.ANY, FAN_OUT)
                .at(body("partitionid", PARTITION))
                .build());
        all.add(row("deleteSizeReservation", "DELETE", path + "/{id}", Role.EDIT, BOUND_WRITE)
                .at(path(RESERVATION))
                .effect(Effect.REMOVES)
                .build());
        all.add(row("getSizeReservation", "GET", path + "/{id}", Role.ANY, BOUND_READ)
                .at(path(RESERVATION))
                .effect(Effect.SHOWS)
                .build());
    }

    private static void switches(List<Row> all) {
        all.add(row("listSwitches", "GET", "/v1/switch", Role.ANY, FAN_OUT)
                .of(SWITCH)
                .build());
        all.add(row("updateSwitch", "POST", "/v1/switch", Role.ADMIN, BOUND_WRITE)
                .at(body("id", SWITCH))
                .effect(Effect.SHOWS)
                .build());
        all.add(row("findSwitches", "POST", "/v1/switch/find", Role.VIEW, FAN_OUT)
                .at(body("partitionid", PARTITION))
                .of(SWITCH)
                .build());
        all.add(row("migrateSwitch", "POST", "/v1/switch/migrate", Role.ADMIN, BOUND_WRITE)
                .at(body("old_switch_id", SWITCH))
                .build());
        all.add(row("registerSwitch", "POST", "/v1/switch/register", Role.EDIT, BOUND_WRITE)
                .at(body("partition_id", PARTITION))
                .of(SWITCH)
                .effect(Effect.CREATES)
                .build());
        all.add(row("deleteSwitch", "DELETE", "/v1/switch/{id}", Role.EDIT, BOUND_WRITE)
                .at(path(SWITCH))
                .effect(Effect.REMOVES)
                .build());
        all.add(row("findSwitch", "GET", "/v1/switch/{id}", Role.ANY, BOUND_READ)
                .at(path(SWITCH))
                .effect(Effect.SHOWS)
                .build());
        all.add(row("notifySwitch", "POST", "/v1/switch/{id}/notify", Role.EDIT, BOUND_WRITE)
                .at(path(SWITCH))
                .effect(Effect.SHOWS)
                .build());
        all.add(row("toggleSwitchPort", "POST", "/v1/switch/{id}/port", Role.ADMIN, BOUND_WRITE)
                .at(path(SWITCH))
                .effect(Effect.SHOWS)
                .build());
    }

    /** A peering is in one partition, so that its networks, or its exit, say where it is. */
    private static void peerings(List<Row> all) {
        var path = "/v1/peering";
        all.add(row("listPeerings", "GET", path, Role.VIEW, FAN_OUT).of(PEERING).build());
        all.add(row("updatePeering", "POST", path, Role.EDIT, BOUND_WRITE)
                .at(body("id", PEERING))
                .effect(Effect.SHOWS)
                .build());
        all.add(row("createPeering", "PUT", path, Role.EDIT, BOUND_WRITE)
                .at(body("partitionid", PARTITION), body("network1", NETWORK))
                .of(PEERING)
                .effect(Effect.CREATES)
                .build());
        all.add(row("findPeerings", "POST", path + "/find", Role.VIEW, FAN_OUT)
                .at(body("partitionid", PARTITION))
                .of(PEERING)
                .build());
        all.add(row("listFabricFindings", "GET", path + "/findings", Role.VIEW, FAN_OUT)
                .build());
        all.add(row("findPeering", "GET", path + "/{id}", Role.VIEW, BOUND_READ)
                .at(path(PEERING))
                .effect(Effect.SHOWS)
                .build());
        all.add(row("deletePeering", "DELETE", path + "/{id}", Role.EDIT, BOUND_WRITE)
                .at(path(PEERING))
                .effect(Effect.REMOVES)
                .build());
        var fabric = "/v1/switch/{id}/fabric";
        all.add(row("findSwitchFabric", "GET", fabric, Role.EDIT, BOUND_READ)
                .at(path(SWITCH))
                .build());
        all.add(row("reportSwitchFabric", "POST", fabric, Role.EDIT, BOUND_WRITE)
                .at(path(SWITCH))
                .build());
    }

    private static Draft row(String id, String verb, String path, Role role, Treatment treatment) {
        return new Draft(new Row(
                id, verb, path, role, treatment, List.of(), Guard.NONE, Optional.empty(), Effect.NOTHING, Order.ANY));
    }

    /** A row on its way: what most operations do not have is added by name. */
    private record Draft(Row build) {
        Draft at(Clue... clues) {
            return with(List.of(clues), build.guard(), build.rows(), build.effect(), build.order());
        }

        Draft guarded(Guard guard) {
            return with(build.clues(), guard, build.rows(), build.effect(), build.order());
        }

        Draft of(Entity rows) {
            return with(build.clues(), build.guard(), Optional.of(rows), build.effect(), build.order());
        }

        Draft effect(Effect effect) {
            return with(build.clues(), build.guard(), build.rows(), effect, build.order());
        }

        Draft ordered(Order order) {
            return with(build.clues(), build.guard(), build.rows(), build.effect(), order);
        }

        private Draft with(List<Clue> clues, Guard guard, Optional<Entity> rows, Effect effect, Order order) {
            return new Draft(new Row(
                    build.id(),
                    build.verb(),
                    build.path(),
                    build.role(),
                    build.treatment(),
                    clues,
                    guard,
                    rows,
                    effect,
                    order));
        }
    }
}

package metalplant.server.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Every metric that a plant exports. The names are wire format: dashboards and alerts have them. */
enum Metric {
    IMAGE_USED(
            "metal_image_used_total",
            "Machines that use an image.",
            "imageID",
            "name",
            "classification",
            "created",
            "expirationDate",
            "features"),
    NETWORK_INFO(
            "metal_network_info",
            "A network.",
            "networkId",
            "name",
            "projectId",
            "description",
            "partition",
            "vrf",
            "prefixes",
            "destPrefixes",
            "parentNetworkID",
            "isPrivateSuper",
            "useNat",
            "isUnderlay",
            "clusterTag"),
    NETWORK_IP_USED("metal_network_ip_used", "Addresses of a network in use.", "networkId"),
    NETWORK_IP_AVAILABLE("metal_network_ip_available", "Addresses that a network has.", "networkId"),
    NETWORK_PREFIX_USED("metal_network_prefix_used", "Child prefixes of a network in use.", "networkId"),
    NETWORK_PREFIX_AVAILABLE(
            "metal_network_prefix_available", "Child prefixes that a network can still give.", "networkId"),
    CAPACITY_TOTAL("metal_partition_capacity_total", "Machines of a size in a partition.", "partition", "size"),
    CAPACITY_WAITING("metal_partition_capacity_waiting", "Machines that wait.", "partition", "size"),
    CAPACITY_FREE(
            "metal_partition_capacity_free",
            "As metal_partition_capacity_allocatable, under its old name.",
            "partition",
            "size"),
    CAPACITY_ALLOCATABLE(
            "metal_partition_capacity_allocatable", "Machines that wait and can be allocated.", "partition", "size"),
    CAPACITY_ALLOCATED("metal_partition_capacity_allocated", "Machines that are allocated.", "partition", "size"),
    CAPACITY_RESERVATIONS(
            "metal_partition_capacity_reservations_total", "Machines that are reserved.", "partition", "size"),
    CAPACITY_RESERVATIONS_USED(
            "metal_partition_capacity_reservations_used", "Reservations that are used.", "partition", "size"),
    CAPACITY_PHONED_HOME("metal_partition_capacity_phoned_home", "Machines that phoned home.", "partition", "size"),
    CAPACITY_FAULTY("metal_partition_capacity_faulty", "Machines with issues.", "partition", "size"),
    CAPACITY_UNAVAILABLE(
            "metal_partition_capacity_unavailable", "Machines that are not available.", "partition", "size"),
    CAPACITY_OTHER("metal_partition_capacity_other", "Machines in another state.", "partition", "size"),
    PROJECT_INFO("metal_project_info", "A project.", "projectId", "name", "tenantId"),
    SWITCH_INFO(
            "metal_switch_info",
            "A switch.",
            "switchname",
            "partition",
            "rackid",
            "metalCoreVersion",
            "osVendor",
            "osVersion",
            "managementIP"),
    SWITCH_INTERFACE_INFO(
            "metal_switch_interface_info",
            "A port with a machine behind it.",
            "switchname",
            "device",
            "machineid",
            "partition"),
    SWITCH_BGP(
            "metal_switch_interface_bgp_established_timestamp",
            "Since when BGP is established at a port, in seconds since 1970; 0 if it is not.",
            "switchname",
            "device",
            "machineid",
            "partition"),
    SWITCH_UP(
            "metal_switch_metal_core_up",
            "1 if the switch was heard of within a minute, else 0.",
            "switchname",
            "partition",
            "rackid"),
    SWITCH_SYNC_FAILED(
            "metal_switch_sync_failed", "1 if its last sync failed, else 0.", "switchname", "partition", "rackid"),
    SWITCH_SYNC_MS(
            "metal_switch_sync_durations_ms", "How long its last sync took.", "switchname", "partition", "rackid"),
    MACHINE_INFO(
            "metal_machine_allocation_info",
            "A machine and its allocation.",
            "machineid",
            "partition",
            "machinename",
            "clusterTag",
            "primaryASN",
            "role",
            "state",
            "imageId"),
    MACHINE_ISSUES_INFO(
            "metal_machine_issues_info",
            "An issue that machines can have.",
            "issueid",
            "description",
            "severity",
            "refurl"),
    MACHINE_ISSUES(
            "metal_machine_issues",
            "1 for each issue of a machine, else 0; above 1,000 machines the zeros are left out.",
            "machineid",
            "issueid"),
    MACHINE_POWER("metal_machine_power_usage", "Watts.", "machineid"),
    MACHINE_POWER_STATE("metal_machine_power_state", "1 on, 0 off, -1 unknown.", "machineid"),
    MACHINE_SUPPLIES("metal_machine_power_supplies_total", "Power supplies.", "machineid"),
    MACHINE_SUPPLIES_HEALTHY("metal_machine_power_supplies_healthy", "Power supplies that are healthy.", "machineid"),
    MACHINE_HARDWARE(
            "metal_machine_hardware_info",
            "What a machine is made of.",
            "machineid",
            "partition",
            "size",
            "bmcVersion",
            "biosVersion",
            "chassisPartNumber",
            "chassisPartSerial",
            "boardMfg",
            "boardMfgSerial",
            "boardPartNumber",
            "productManufacturer",
            "productPartNumber",
            "productSerial"),
    REQUESTS(Kind.COUNTER, "metal_api_requests_total", "Requests by status and verb.", "code", "method"),
    DURATION(Kind.HISTOGRAM, "metal_api_request_duration_seconds", "How long requests took.", "route", "method"),
    MEMBERS(
            "metal_plant_federation_members",
            "Members of the federation by their status; this plant is one.",
            "status"),
    MEMBER_CONTACT(
            "metal_plant_federation_last_contact_seconds", "Since another member was heard of; -1 if never.", "member"),
    MEMBER_RTT("metal_plant_federation_rtt_milliseconds", "Round trip to another member.", "member"),
    ALARMS("metal_plant_federation_alarms", "Alarms of the federation."),
    LEDGER_HEAD("metal_plant_ledger_head", "Number of the last entry of the ledger; -1 while the plant is alone."),
    LEDGER_EPOCH("metal_plant_ledger_epoch", "Epoch of the ledger; 0 while the plant is alone."),
    LEDGER_WRITABLE("metal_plant_ledger_writable", "1 if enough voters are heard of, else 0."),
    ESCROW_MINE("metal_plant_escrow_blocks_mine", "Blocks of a shared pool that this plant holds.", "pool", "kind"),
    ESCROW_FREE("metal_plant_escrow_blocks_free", "Blocks of a shared pool that nobody holds.", "pool", "kind"),
    ESCROW_OTHERS("metal_plant_escrow_blocks_others", "Blocks of a shared pool that others hold.", "pool", "kind"),
    QUEUE("metal_plant_queue_messages", "Messages that wait to be published."),
    RETRIES(Kind.COUNTER, "metal_plant_database_retries_total", "Transactions that ran again because of a conflict."),
    MEMORY("metal_plant_memory_used_bytes", "Heap of the process in use."),
    PAGE_SECONDS("metal_plant_metrics_seconds", "How long it took to read what is behind this page."),
    PAGE_FAILED("metal_plant_metrics_failed", "1 for each part of this page that could not be read, else 0.", "part");

    /** As Prometheus has them. */
    enum Kind {
        GAUGE,
        COUNTER,
        HISTOGRAM
    }

    private final Kind kind;
    private final String id;
    private final String help;
    private final List<String> labels;

    Metric(String id, String help, String... labels) {
        this(Kind.GAUGE, id, help, labels);
    }

    Metric(Kind kind, String id, String help, String... labels) {
        this.kind = kind;
        this.id = id;
        this.help = help;
        this.labels = List.of(labels);
    }

    String id() {
        return id;
    }

    Kind kind() {
        return kind;
    }

    String help() {
        return help;
    }

    List<String> labels() {
        return labels;
    }

    /** Those that a dashboard may name: a histogram has three. */
    static Optional<Metric> named(String name) {
        return Arrays.stream(values())
                .filter(metric -> metric.id.equals(name)
                        || (metric.kind == Kind.HISTOGRAM && name.matches(metric.id + "_(bucket|sum|count)")))
                .findFirst();
    }
}

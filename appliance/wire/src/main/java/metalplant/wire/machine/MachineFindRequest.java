package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which machines or firewalls ({@code FirewallFindRequest}) to return. Every given value must match exactly; of
 * a list every element must occur; null and an empty list do not filter, an empty text does.
 *
 * @param partitionId with underscore, unlike its neighbours
 * @param hardwareMemory in bytes
 * @param diskSizes in bytes
 * @param ipmiAddress host:port
 */
public record MachineFindRequest(
        @Nullable String id,
        @Nullable String name,
        @JsonProperty("partition_id") @Nullable String partitionId,
        @JsonProperty("sizeid") @Nullable String sizeId,
        @JsonProperty("rackid") @Nullable String rackId,
        @Nullable List<String> tags,
        @JsonProperty("state_value") @Nullable String stateValue,
        @JsonProperty("allocation_name") @Nullable String allocationName,
        @JsonProperty("allocation_project") @Nullable String allocationProject,
        @JsonProperty("allocation_image_id") @Nullable String allocationImageId,
        @JsonProperty("allocation_hostname") @Nullable String allocationHostname,
        @JsonProperty("allocation_role") @Nullable String allocationRole,
        @JsonProperty("allocation_succeeded") @Nullable Boolean allocationSucceeded,
        @JsonProperty("network_ids") @Nullable List<String> networkIds,
        @JsonProperty("network_prefixes") @Nullable List<String> networkPrefixes,
        @JsonProperty("network_ips") @Nullable List<String> networkIps,

        @JsonProperty("network_destination_prefixes") @Nullable
        List<String> networkDestinationPrefixes,

        @JsonProperty("network_vrfs") @Nullable List<Long> networkVrfs,
        @JsonProperty("network_asns") @Nullable List<Long> networkAsns,
        @JsonProperty("hardware_memory") @Nullable Long hardwareMemory,
        @JsonProperty("disk_names") @Nullable List<String> diskNames,
        @JsonProperty("disk_sizes") @Nullable List<Long> diskSizes,
        @JsonProperty("nics_mac_addresses") @Nullable List<String> nicsMacAddresses,
        @JsonProperty("nics_names") @Nullable List<String> nicsNames,
        @JsonProperty("nics_vrfs") @Nullable List<String> nicsVrfs,

        @JsonProperty("nics_neighbor_mac_addresses") @Nullable
        List<String> nicsNeighborMacAddresses,

        @JsonProperty("nics_neighbor_names") @Nullable List<String> nicsNeighborNames,
        @JsonProperty("nics_neighbor_vrfs") @Nullable List<String> nicsNeighborVrfs,
        @JsonProperty("ipmi_address") @Nullable String ipmiAddress,
        @JsonProperty("ipmi_mac_address") @Nullable String ipmiMacAddress,
        @JsonProperty("ipmi_user") @Nullable String ipmiUser,
        @JsonProperty("ipmi_interface") @Nullable String ipmiInterface,
        @JsonProperty("fru_chassis_part_number") @Nullable String fruChassisPartNumber,
        @JsonProperty("fru_chassis_part_serial") @Nullable String fruChassisPartSerial,
        @JsonProperty("fru_board_mfg") @Nullable String fruBoardMfg,
        @JsonProperty("fru_board_mfg_serial") @Nullable String fruBoardMfgSerial,
        @JsonProperty("fru_board_part_number") @Nullable String fruBoardPartNumber,
        @JsonProperty("fru_product_manufacturer") @Nullable String fruProductManufacturer,
        @JsonProperty("fru_product_part_number") @Nullable String fruProductPartNumber,
        @JsonProperty("fru_product_serial") @Nullable String fruProductSerial) {}

package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What the board says about itself. What is null is left out; a server sends all keys, maybe "".
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MachineFru(
        @JsonProperty("board_mfg") @Nullable String boardMfg,
        @JsonProperty("board_mfg_serial") @Nullable String boardMfgSerial,
        @JsonProperty("board_part_number") @Nullable String boardPartNumber,
        @JsonProperty("chassis_part_number") @Nullable String chassisPartNumber,
        @JsonProperty("chassis_part_serial") @Nullable String chassisPartSerial,
        @JsonProperty("product_manufacturer") @Nullable String productManufacturer,
        @JsonProperty("product_part_number") @Nullable String productPartNumber,
        @JsonProperty("product_serial") @Nullable String productSerial) {}

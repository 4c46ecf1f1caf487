package metalplant.wire.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Absent;

/**
 * One machine of an order.
 *
 * @param number from 1 on
 * @param plant label of the plant in which it is made
 * @param state {@code planned}, {@code sent}, {@code made}, {@code freed} or {@code dropped}; sent = nobody here knows yet whether it is there
 * @param networkId the project's network in the partition
 * @param machineId left out as long as there is none
 * @param requestId under which its plant was asked, see {@code plantctl request show}
 * @param message what the last thing that went wrong said; left out when nothing did
 */
public record MachineOrderSlot(
        int number,
        String plant,
        @JsonProperty("zoneid") String zoneId,
        @JsonProperty("partitionid") String partitionId,
        String state,

        @JsonProperty("networkid") String networkId,

        @JsonProperty("machineid") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        String machineId,

        @JsonProperty("requestid") String requestId,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String message) {
    public MachineOrderSlot {
        machineId = Absent.toText(machineId);
        message = Absent.toText(message);
    }
}

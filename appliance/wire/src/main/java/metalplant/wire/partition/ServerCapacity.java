package metalplant.wire.partition;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import metalplant.wire.Absent;
import metalplant.wire.Required;

/**
 * How many machines of one size a partition has. Everything but the size is left out when 0 or empty.
 *
 * @param allocatable waiting, not preallocated, available and alive
 * @param faulty with at least one issue
 * @param faultyMachines ids of the faulty ones
 * @param free allocatable minus open reservations of others, never below 0
 * @param other newest event is neither Waiting nor Phoned Home
 * @param otherMachines ids of the others
 * @param unavailable neither allocated nor allocatable
 */
public record ServerCapacity(
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int allocatable,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int allocated,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int faulty,

        @JsonProperty("faultymachines") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> faultyMachines,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int free,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int other,

        @JsonProperty("othermachines") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> otherMachines,

        @JsonProperty("phoned_home") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        int phonedHome,

        @JsonProperty("remainingreservations") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        int remainingReservations,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int reservations,
        @Required String size,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int total,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int unavailable,

        @JsonProperty("usedreservations") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        int usedReservations,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int waiting) {
    public ServerCapacity {
        faultyMachines = Absent.toEmpty(faultyMachines);
        otherMachines = Absent.toEmpty(otherMachines);
    }
}

package metalplant.server.machine;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import metalplant.model.Problem;
import metalplant.model.machine.MachineQuery;
import metalplant.model.machine.MachineState;
import metalplant.model.machine.Role;
import metalplant.wire.machine.MachineFindRequest;
import org.jspecify.annotations.Nullable;

/** Reads the filters of a machine search. Null and an empty list are no filter; an empty text is one. */
public final class MachineQueries {
    private MachineQueries() {}

    /** Empty when it asks for something that no machine has: VRFs at the ports of servers. */
    public static Optional<MachineQuery> of(MachineFindRequest r) {
        if (!list(r.nicsVrfs()).isEmpty() || !list(r.nicsNeighborVrfs()).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new MachineQuery(
                text(r.id()),
                text(r.name()),
                text(r.partitionId()),
                text(r.sizeId()),
                text(r.rackId()),
                list(r.tags()),
                text(r.stateValue()).map(MachineQueries::state),
                new MachineQuery.AllocationFilter(
                        text(r.allocationName()),
                        text(r.allocationProject()),
                        text(r.allocationImageId()),
                        text(r.allocationHostname()),
                        text(r.allocationRole()).map(MachineQueries::role),
                        Optional.ofNullable(r.allocationSucceeded())),
                new MachineQuery.NetworkFilter(
                        list(r.networkIds()),
                        list(r.networkPrefixes()),
                        list(r.networkIps()),
                        list(r.networkDestinationPrefixes()),
                        list(r.networkVrfs()),
                        list(r.networkAsns())),
                new MachineQuery.HardwareFilter(
                        Optional.ofNullable(r.hardwareMemory()),
                        list(r.diskNames()),
                        list(r.diskSizes()),
                        list(r.nicsMacAddresses()),
                        list(r.nicsNames()),
                        list(r.nicsNeighborMacAddresses()),
                        list(r.nicsNeighborNames())),
                new MachineQuery.BmcFilter(
                        text(r.ipmiAddress()),
                        text(r.ipmiMacAddress()),
                        text(r.ipmiUser()),
                        text(r.ipmiInterface()),
                        text(r.fruChassisPartNumber()),
                        text(r.fruChassisPartSerial()),
                        text(r.fruBoardMfg()),
                        text(r.fruBoardMfgSerial()),
                        text(r.fruBoardPartNumber()),
                        text(r.fruProductManufacturer()),
                        text(r.fruProductPartNumber()),
                        text(r.fruProductSerial()))));
    }

    /** The state a text names; RESERVED is what clients call TAINTED. @throws Problem BAD_REQUEST */
    static MachineState.Value state(String text) {
        return switch (text) {
            case "" -> MachineState.Value.AVAILABLE;
            case "RESERVED", "TAINTED" -> MachineState.Value.TAINTED;
            case "LOCKED" -> MachineState.Value.LOCKED;
            default -> throw Problem.bad("state must be \"\", RESERVED or LOCKED");
        };
    }

    private static Role role(String text) {
        for (var role : Role.values()) {
            if (role.wire().equals(text.toLowerCase(Locale.ROOT))) {
                return role;
            }
        }
        throw Problem.bad("role must be machine or firewall");
    }

    private static Optional<String> text(@Nullable String text) {
        return Optional.ofNullable(text);
    }

    private static <T> List<T> list(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}

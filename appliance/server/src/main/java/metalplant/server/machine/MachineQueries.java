package metalplant.server.machine;

import java.util.Locale;
import java.util.Optional;
import metalplant.model.Problem;
import metalplant.model.machine.MachineQuery;
import metalplant.model.machine.MachineState;
import metalplant.model.machine.Role;
import metalplant.wire.Absent;
import metalplant.wire.machine.MachineFindRequest;
import org.jspecify.annotations.Nullable;

/** Reads the filters of a machine search. Null and an empty list are no filter; an empty text is one. */
public final class MachineQueries {
    private MachineQueries() {}

    /** Empty when it asks for something that no machine has: VRFs at the ports of servers. */
    public static Optional<MachineQuery> of(MachineFindRequest r) {
        if (!Absent.toEmpty(r.nicsVrfs()).isEmpty()
                || !Absent.toEmpty(r.nicsNeighborVrfs()).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new MachineQuery(
                text(r.id()),
                text(r.name()),
                text(r.partitionId()),
                text(r.sizeId()),
                text(r.rackId()),
                Absent.toEmpty(r.tags()),
                text(r.stateValue()).map(MachineQueries::state),
                new MachineQuery.AllocationFilter(
                        text(r.allocationName()),
                        text(r.allocationProject()),
                        text(r.allocationImageId()),
                        text(r.allocationHostname()),
                        text(r.allocationRole()).map(MachineQueries::role),
                        Optional.ofNullable(r.allocationSucceeded())),
                new MachineQuery.NetworkFilter(
                        Absent.toEmpty(r.networkIds()),
                        Absent.toEmpty(r.networkPrefixes()),
                        Absent.toEmpty(r.networkIps()),
                        Absent.toEmpty(r.networkDestinationPrefixes()),
                        Absent.toEmpty(r.networkVrfs()),
                        Absent.toEmpty(r.networkAsns())),
                new MachineQuery.HardwareFilter(
                        Optional.ofNullable(r.hardwareMemory()),
                        Absent.toEmpty(r.diskNames()),
                        Absent.toEmpty(r.diskSizes()),
                        Absent.toEmpty(r.nicsMacAddresses()),
                        Absent.toEmpty(r.nicsNames()),
                        Absent.toEmpty(r.nicsNeighborMacAddresses()),
                        Absent.toEmpty(r.nicsNeighborNames())),
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
}

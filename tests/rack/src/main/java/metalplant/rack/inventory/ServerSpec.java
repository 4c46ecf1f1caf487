package metalplant.rack.inventory;

import java.util.List;

/**
 * One server as it was built and cabled.
 *
 * @param index counted from 1 over the whole partition
 * @param uuid the system uuid, lower case
 * @param rack the rack it stands in
 * @param pxeMac the mac of eth0, by which it boots
 * @param cables eth0 and eth1, in this order
 * @param bmc its management controller
 * @param hardware what is inside
 */
public record ServerSpec(
        int index,
        String uuid,
        String partition,
        String rack,
        String pxeMac,
        List<Cable> cables,
        Bmc bmc,
        HardwareProfile hardware) {
    public ServerSpec {
        cables = List.copyOf(cables);
    }

    /** The short name by which options and state speak of this server: {@code m1}, {@code m2}, ... */
    public String name() {
        return "m" + index;
    }

    /** From a network card to a port of a leaf, as LLDP would show it. */
    public record Cable(String nic, String mac, String leaf, String port) {}

    /** The management controller and what its FRU says. */
    public record Bmc(String host, String mac, Fru fru) {
        /** As a server reports it: with the port of IPMI over LAN. */
        public String address() {
            return host + ":623";
        }
    }

    /** Field replaceable unit: part numbers and serials. */
    public record Fru(
            String chassisPartNumber,
            String chassisPartSerial,
            String boardMfg,
            String boardMfgSerial,
            String boardPartNumber,
            String productManufacturer,
            String productPartNumber,
            String productSerial) {}
}

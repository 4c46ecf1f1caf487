package metalplant.fabric.cabling;

import java.util.Optional;
import java.util.regex.Pattern;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/**
 * A router of somebody else at a port of an exit, spoken to with numbered eBGP.
 *
 * @param address the switch's own
 * @param length of the network that both are in, 8 to 31
 * @param neighbour the router
 * @param asn of the router
 * @param vrf number of the VRF, which is its VNI too
 */
public record Peer(String port, IpAddress address, int length, IpAddress neighbour, long asn, int vrf) {
    static final String FORM =
            "a port, both addresses, the other ASN and the VRF, as \"Ethernet0 192.0.2.1/31 to 192.0.2.0 as 64500 in Vrf104009\"";

    /** VNIs have 24 bits. */
    static final int VRF_MAX = (1 << 24) - 1;

    private static final long ASN_MAX = 4_294_967_294L;
    private static final Pattern TEXT = Pattern.compile(
            "(Ethernet[0-9]{1,4}) ([0-9.]{7,15})/([0-9]{1,2}) to ([0-9.]{7,15}) as ([0-9]{1,10}) in Vrf([1-9][0-9]{0,7})");

    static Optional<Peer> read(String text) {
        var form = TEXT.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        int length = Integer.parseInt(form.group(3));
        long asn = Long.parseLong(form.group(5));
        int vrf = Integer.parseInt(form.group(6));
        var own = IpAddress.tryParse(form.group(2)).filter(each -> each.family() == AddressFamily.IPV4);
        var other = IpAddress.tryParse(form.group(4)).filter(each -> each.family() == AddressFamily.IPV4);
        return length < 8 || length > 31 || asn < 1 || asn > ASN_MAX || vrf > VRF_MAX
                ? Optional.empty()
                : own.flatMap(address ->
                        other.map(neighbour -> new Peer(form.group(1), address, length, neighbour, asn, vrf)));
    }

    /** The network that both are in. */
    public Cidr network() {
        return new Cidr(address, length);
    }

    /** SONiC's name of the VRF. */
    public String vrfName() {
        return "Vrf" + vrf;
    }
}

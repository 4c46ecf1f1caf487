package metalplant.fabric.cabling;

import java.util.Optional;
import java.util.regex.Pattern;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/**
 * A cable from a port of an exit to an exit of another partition, which may be another plant's.
 *
 * @param name the same at both ends
 * @param address the exit's own
 * @param length of the network that both ends are in, 30 or 31
 * @param exit the other one, as {@code exit01} or {@code PARTITION/exit01}
 * @param neighbour its address
 */
public record ExitCable(String name, String port, IpAddress address, int length, String exit, IpAddress neighbour) {
    static final String FORM =
            "a name, a port and both ends, as \"fra-muc Ethernet120 172.20.8.0/31 to muc-1/exit01 172.20.8.1\"";

    private static final Pattern TEXT = Pattern.compile(
            "([A-Za-z0-9][A-Za-z0-9._-]{0,30}) (Ethernet[0-9]{1,4}) ([0-9.]{7,15})/(30|31) to ((?:[A-Za-z0-9][A-Za-z0-9._-]{0,62}/)?[A-Za-z0-9][A-Za-z0-9._-]{0,62}) ([0-9.]{7,15})");

    static Optional<ExitCable> read(String text) {
        var form = TEXT.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        var own = address(form.group(3));
        var other = address(form.group(6));
        return own.flatMap(address -> other.map(neighbour -> new ExitCable(
                form.group(1), form.group(2), address, Integer.parseInt(form.group(4)), form.group(5), neighbour)));
    }

    private static Optional<IpAddress> address(String text) {
        return IpAddress.tryParse(text).filter(each -> each.family() == AddressFamily.IPV4);
    }

    /** The network that both ends are in. */
    public Cidr network() {
        return new Cidr(address, length);
    }

    /** As the agent of a switch is told of it. */
    public String text() {
        return "%s=%s:%s/%d:%s:%s".formatted(name, port, address, length, exit, neighbour);
    }
}

package metalplant.units.net;

import java.util.regex.Pattern;
import metalplant.model.Problem;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/** An address of the host and how much of it names the network, as {@code 192.0.2.10/24}. */
public record HostAddress(IpAddress address, int length) {
    private static final Pattern FORM = Pattern.compile("([0-9a-fA-F.:]{2,45})/([0-9]{1,3})");

    /** @throws Problem BAD_REQUEST if it is none */
    public static HostAddress parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw Problem.bad("\"%s\" is no address with a length, as 192.0.2.10/24".formatted(text));
        }
        var address = new HostAddress(IpAddress.parse(form.group(1)), Integer.parseInt(form.group(2)));
        address.network();
        return address;
    }

    /** The network that it is in. */
    public Cidr network() {
        return new Cidr(address, length);
    }

    @Override
    public String toString() {
        return "%s/%d".formatted(address, length);
    }
}

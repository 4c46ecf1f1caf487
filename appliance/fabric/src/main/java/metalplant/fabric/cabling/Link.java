package metalplant.fabric.cabling;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A cable from a port of a switch to a port of another one, seen from one of its ends.
 *
 * @param port at this end
 * @param peer the other switch
 * @param peerPort at that end
 */
public record Link(String port, String peer, String peerPort) {
    static final String FORM = "a port, the other switch and its port, as \"Ethernet120 to spine01 Ethernet0\"";

    private static final Pattern TEXT =
            Pattern.compile("(Ethernet[0-9]{1,4}) to ([a-z0-9][a-z0-9-]{0,62}) (Ethernet[0-9]{1,4})");

    static Optional<Link> read(String text) {
        var form = TEXT.matcher(text);
        return form.matches() ? Optional.of(new Link(form.group(1), form.group(2), form.group(3))) : Optional.empty();
    }

    /** The same cable seen from its other end, where {@code self} is the switch at this one. */
    Link turned(String self) {
        return new Link(peerPort, self, port);
    }

    /** As an operator would write it. */
    public String text() {
        return "%s to %s %s".formatted(port, peer, peerPort);
    }
}

package metalplant.fabric.cabling;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a port is broken out.
 *
 * @param port the whole one
 * @param mode as SONiC writes it, as {@code 4x25G[10G]}
 * @param pieces how many ports it becomes
 * @param speed of each, in Mbit/s
 */
public record Breakout(String port, String mode, int pieces, int speed) {
    static final String FORM = "a port and its mode as SONiC has it, as \"Ethernet0 as 4x25G[10G]\"";

    private static final Pattern TEXT =
            Pattern.compile("(Ethernet[0-9]{1,4}) as (([1-8])x([0-9]{1,3})G(?:\\[[0-9G,]{1,40}\\])?)");

    static Optional<Breakout> read(String text) {
        var form = TEXT.matcher(text);
        return form.matches()
                ? Optional.of(new Breakout(
                        form.group(1),
                        form.group(2),
                        Integer.parseInt(form.group(3)),
                        Integer.parseInt(form.group(4)) * 1000))
                : Optional.empty();
    }
}

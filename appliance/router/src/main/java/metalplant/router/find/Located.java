package metalplant.router.find;

import java.util.List;
import metalplant.router.exchange.PlantLine;

/** Where something is. */
public sealed interface Located {
    /** @param certain whether that is said by who must know, and not merely remembered */
    record At(PlantLine line, boolean certain) implements Located {}

    /** Every plant said that it does not have it, or its complete snapshot does. */
    record Nowhere() implements Located {}

    /** Nobody who answered has it, and these did not answer. */
    record Unsure(List<String> silent) implements Located {}
}

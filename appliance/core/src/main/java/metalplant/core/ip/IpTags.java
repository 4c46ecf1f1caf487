package metalplant.core.ip;

import java.util.List;
import metalplant.model.Problem;

/** Bounds of the tags of an address: each one is a row of an index. */
final class IpTags {
    private static final int TAGS_MAX = 256;

    private IpTags() {}

    /** The same tags; @throws Problem BAD_REQUEST for too many */
    static List<String> checked(List<String> tags) {
        if (tags.size() > TAGS_MAX) {
            throw Problem.bad("an address cannot have more than %d tags".formatted(TAGS_MAX));
        }
        return tags;
    }
}

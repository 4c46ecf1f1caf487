package metalplant.fabric.policy;

import java.util.OptionalLong;

/**
 * Tags that are meant together: one, all of an administrator and kind, or all of a kind, whoever's.
 *
 * @param administrator whose; empty for anybody's
 * @param value which; empty for any
 */
public record CommunityList(String name, OptionalLong administrator, long kind, OptionalLong value) {
    public boolean holds(LargeCommunity tag) {
        return tag.kind() == kind
                && (administrator.isEmpty() || administrator.getAsLong() == tag.administrator())
                && (value.isEmpty() || value.getAsLong() == tag.value());
    }

    /** Exactly one tag, which FRR takes as a standard list. */
    public boolean isExact() {
        return administrator.isPresent() && value.isPresent();
    }
}

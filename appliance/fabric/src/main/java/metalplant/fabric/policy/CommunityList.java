package metalplant.fabric.policy;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tags that are meant together. */
public record CommunityList(String name, List<Pattern> patterns) {
    public CommunityList {
        patterns = List.copyOf(patterns);
    }

    /** One tag, all of an administrator and kind, or all of a kind, whoever's. */
    public CommunityList(String name, OptionalLong administrator, long kind, OptionalLong value) {
        this(name, List.of(new Pattern(administrator, kind, value)));
    }

    /** All that some of these hold, under one name: FRR takes off the tags of one list in an entry, and forgets a second one. */
    public static CommunityList all(String name, CommunityList... lists) {
        return new CommunityList(
                name, Stream.of(lists).flatMap(each -> each.patterns().stream()).toList());
    }

    /**
     * A form of a tag.
     *
     * @param administrator whose; empty for anybody's
     * @param value which; empty for any
     */
    public record Pattern(OptionalLong administrator, long kind, OptionalLong value) {
        boolean holds(LargeCommunity tag) {
            return tag.kind() == kind
                    && (administrator.isEmpty() || administrator.getAsLong() == tag.administrator())
                    && (value.isEmpty() || value.getAsLong() == tag.value());
        }

        /** Some tag of this form. */
        public LargeCommunity any() {
            return new LargeCommunity(administrator.orElse(1), kind, value.orElse(1));
        }

        private boolean isExact() {
            return administrator.isPresent() && value.isPresent();
        }

        /** FRR holds it against all tags of a route in one line, so its ends are those of a word. */
        private String expression() {
            return "_%s:%d:%s_"
                    .formatted(
                            administrator.isPresent() ? String.valueOf(administrator.getAsLong()) : "[0-9]+",
                            kind,
                            value.isPresent() ? String.valueOf(value.getAsLong()) : "[0-9]+");
        }
    }

    public boolean holds(LargeCommunity tag) {
        return patterns.stream().anyMatch(each -> each.holds(tag));
    }

    /** As FRR has it: exact tags as a standard list, everything else as expressions. */
    List<String> lines() {
        if (patterns.stream().allMatch(Pattern::isExact)) {
            return List.of("bgp large-community-list standard %s permit %s"
                    .formatted(
                            name,
                            patterns.stream().map(each -> each.any().toString()).collect(Collectors.joining(" "))));
        }
        return patterns.stream()
                .map(each -> "bgp large-community-list expanded %s permit %s".formatted(name, each.expression()))
                .toList();
    }
}

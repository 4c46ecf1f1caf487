package metalplant.federation.homes;

import java.util.Comparator;

/** What a bare name must be unique among. */
public record NameKey(String kind, String scope, String name) implements Comparable<NameKey> {
    private static final Comparator<NameKey> ORDER =
            Comparator.comparing(NameKey::kind).thenComparing(NameKey::scope).thenComparing(NameKey::name);

    @Override
    public int compareTo(NameKey other) {
        return ORDER.compare(this, other);
    }
}

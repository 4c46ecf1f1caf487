package metalplant.federation.membership;

import java.util.List;

/** What one plant opens to callers of another one, by name. */
public record Grants(List<String> names) {
    public static final Grants NONE = new Grants(List.of());

    public Grants {
        names = List.copyOf(names);
    }
}

package metalplant.model.tenant;

import java.util.Optional;

/** Upper bounds; an absent one is no bound. */
public record Quotas(
        Optional<Integer> cluster, Optional<Integer> machine, Optional<Integer> ip, Optional<Integer> project) {
    public static final Quotas NONE =
            new Quotas(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}

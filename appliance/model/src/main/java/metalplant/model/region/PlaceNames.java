package metalplant.model.region;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the name of a partition says about where it is: {@code fra_eqx_01} is partition 01 of zone eqx in region fra. */
public final class PlaceNames {
    private static final Pattern NAME =
            Pattern.compile("([A-Za-z]{2,16})([_-])([A-Za-z][A-Za-z0-9]{0,15})\\2([0-9]{1,4})");

    private PlaceNames() {}

    /**
     * Where a partition seems to be.
     *
     * @param zone with the region in front, since there may be an eqx in every region
     */
    public record Proposal(String region, String zone) {}

    /** Empty for a name that follows another custom. */
    public static Optional<Proposal> parse(String partitionId) {
        var match = NAME.matcher(partitionId);
        if (!match.matches()) {
            return Optional.empty();
        }
        var region = match.group(1).toLowerCase(Locale.ROOT);
        return Optional.of(new Proposal(
                region, "%s-%s".formatted(region, match.group(3).toLowerCase(Locale.ROOT))));
    }
}

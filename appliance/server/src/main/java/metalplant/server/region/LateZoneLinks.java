package metalplant.server.region;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import metalplant.wire.region.ZoneCheckResponse;

/** The links of a plant whose federation is made later than its operations, or never. */
public final class LateZoneLinks implements ZoneLinks {
    private final String alone;
    private final Supplier<Optional<ZoneLinks>> links;

    /** @param alone what a plant without a federation is called */
    public LateZoneLinks(String alone, Supplier<Optional<ZoneLinks>> links) {
        this.alone = alone;
        this.links = links;
    }

    /** Of a plant that never meets another one. */
    public static ZoneLinks none(String own) {
        return new LateZoneLinks(own, Optional::empty);
    }

    @Override
    public String own() {
        return links.get().map(ZoneLinks::own).orElse(alone);
    }

    @Override
    public List<Member> in(String zoneId) {
        return links.get().map(known -> known.in(zoneId)).orElse(List.of());
    }

    @Override
    public Optional<Double> roundTrip(String plant) {
        return links.get().flatMap(known -> known.roundTrip(plant));
    }

    @Override
    public ZoneCheckResponse check(Function<String, List<String>> zones, Predicate<String> counts) {
        return links.get()
                .map(known -> known.check(zones, counts))
                .orElseGet(() -> new ZoneCheckResponse(
                        "unknown",
                        0,
                        0,
                        List.of(),
                        List.of("this plant has no federation: there is no link to measure")));
    }
}

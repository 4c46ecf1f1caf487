package metalplant.router.exchange;

import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import metalplant.door.CallerHeaders;
import metalplant.door.hmac.Signature;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.router.plants.PlantLink;

/** The headers by which a plant learns who calls. */
@FunctionalInterface
interface Stamp {
    /** @throws Problem NOT_ALLOWED if this door has no key that is strong enough */
    Map<String, String> headers(Outbound out);

    static Stamp of(PlantLink link, World world) {
        return switch (link) {
            case PlantLink.Here _ -> _ -> Map.of();
            case PlantLink.Peer _ -> out -> CallerHeaders.of(out.caller(), out.requestId());
            case PlantLink.Stock(var keys, var _) -> out -> signed(keys, out, world);
        };
    }

    private static Map<String, String> signed(PlantLink.Keys keys, Outbound out, World world) {
        var key = keys.atLeast(out.role())
                .orElseThrow(() -> Problem.of(
                        ProblemCode.NOT_ALLOWED,
                        "this door has no key for that plant that allows %s"
                                .formatted(out.role().name().toLowerCase(java.util.Locale.ROOT))));
        var date = world.now().truncatedTo(ChronoUnit.SECONDS);
        // The salt is fresh for each request, so that the same mac never goes out twice.
        var salt = world.newId().toString();
        var mac = Signature.compute(key.getBytes(StandardCharsets.UTF_8), date, out.verb(), salt);
        var headers = new LinkedHashMap<String, String>();
        headers.put(
                "Authorization",
                keys.typeAtLeast(out.role()) + " " + HexFormat.of().formatHex(mac));
        headers.put("X-Date", date.toString());
        headers.put("X-Data-Salt", salt);
        if (out.headers().stream().noneMatch(header -> header.getKey().equalsIgnoreCase("X-Request-Id"))) {
            headers.put("X-Request-Id", out.requestId());
        }
        return headers;
    }
}

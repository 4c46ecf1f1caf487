package metalplant.bench.row;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import metalplant.bench.load.Rest;

/** Row 1: addresses of one prefix. */
public final class IpRow extends IpamRow {
    private static final String NETWORK = "bench-addresses";

    public IpRow(Settings settings) {
        super(
                1,
                "IP",
                "ip",
                settings.quick() ? List.of(0, 400) : List.of(0, 1_000, 10_000, 50_000),
                settings.fillMax());
    }

    @Override
    void prepare(Lab lab) throws IOException {
        var body = Seeds.JSON
                .createObjectNode()
                .put("id", NETWORK)
                .put("name", NETWORK)
                .put("description", "");
        body.putArray("prefixes").add("100.64.0.0/14");
        body.putArray("destinationprefixes").add("0.0.0.0/0");
        body.put("nat", false).put("privatesuper", false).put("underlay", false);
        body.put("partitionid", lab.seeds().partition());
        try (var client = lab.rest().client(Rest.Role.ADMIN)) {
            client.put("v1/network", body.toString());
        }
    }

    @Override
    Calls calls(Lab lab) {
        var body = Seeds.JSON
                .createObjectNode()
                .put("name", "bench")
                .put("networkid", NETWORK)
                .put("projectid", lab.seeds().project())
                .put("type", "static")
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        return new Calls("v1/ip/allocate", body, "ipaddress", "v1/ip/free/");
    }
}

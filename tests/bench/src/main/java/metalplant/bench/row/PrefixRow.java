package metalplant.bench.row;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import metalplant.bench.load.Rest;

/** Row 2: child prefixes /22 of a /8, each a network of its own as the API has it. */
public final class PrefixRow extends IpamRow {
    private static final String PARTITION = "bench-prefixes";

    public PrefixRow(Settings settings) {
        super(
                2,
                "child prefix",
                "prefix",
                settings.quick() ? List.of(0, 200) : List.of(0, 4_000, 12_000),
                settings.fillMax());
    }

    @Override
    void prepare(Lab lab) throws IOException {
        try (var client = lab.rest().client(Rest.Role.ADMIN)) {
            var partition = Seeds.JSON
                    .createObjectNode()
                    .put("id", PARTITION)
                    .put("name", PARTITION)
                    .put("description", "");
            partition.put("mgmtserviceaddress", "127.0.0.1");
            partition.set(
                    "bootconfig",
                    client.get("v1/partition/" + lab.seeds().partition()).path("bootconfig"));
            client.put("v1/partition", partition.toString());
            var network = Seeds.JSON
                    .createObjectNode()
                    .put("id", "bench-super")
                    .put("name", "bench-super")
                    .put("description", "");
            network.putArray("prefixes").add("11.0.0.0/8");
            network.putObject("defaultchildprefixlength").put("IPv4", 22);
            network.putArray("destinationprefixes");
            network.put("nat", false)
                    .put("privatesuper", true)
                    .put("underlay", false)
                    .put("partitionid", PARTITION);
            client.put("v1/network", network.toString());
        }
    }

    @Override
    Calls calls(Lab lab) {
        var body = Seeds.networkRequest(PARTITION, lab.seeds().project())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        return new Calls("v1/network/allocate", body, "id", "v1/network/free/");
    }
}

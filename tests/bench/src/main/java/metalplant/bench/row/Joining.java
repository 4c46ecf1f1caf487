package metalplant.bench.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;
import metalplant.bench.load.Rest;
import metalplant.bench.plant.PlantStatus;

/** Makes two plants one federation, by the calls that an operator's commands make. */
final class Joining {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Joining() {}

    /** Returns when both are members. */
    static void join(PlantStatus inviter, PlantStatus joiner) throws IOException, InterruptedException {
        try (var here = new Rest(inviter).client(Rest.Role.ADMIN);
                var there = new Rest(joiner).client(Rest.Role.ADMIN)) {
            var invite = here.post("v1/federation/invite", "{}");
            var wish = JSON.createObjectNode();
            for (var key : new String[] {"code", "address", "fingerprint"}) {
                wish.set(key, invite.path(key));
            }
            there.post("v1/federation/join", wish.toString());
            var path = "v1/federation/join/" + invite.path("joinid").asText();
            for (var side : new Rest.Client[] {there, here}) {
                var planned = await(side, path, join -> !join.path("plan").isNull());
                var yes = JSON.createObjectNode()
                        .put("plan", planned.at("/plan/hash").asText())
                        .put("fingerprint", planned.path("fingerprint").asText());
                side.post(path + "/accept", yes.toString());
            }
            for (var side : new Rest.Client[] {there, here}) {
                await(side, path, join -> join.path("state").asText().equals("joined"));
            }
        }
    }

    /** Returns when the router finds this machine, which is at the other plant. */
    static void awaitRouted(Rest router, String machine) throws IOException, InterruptedException {
        try (var client = router.client(Rest.Role.VIEW)) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!found(client, machine)) {
                pause(deadline, "the router does not find machine " + machine);
            }
        }
    }

    private static boolean found(Rest.Client client, String machine) throws IOException {
        try {
            client.getRaw("v1/machine/" + machine);
            return true;
        } catch (Rest.CallFailed _) {
            return false;
        }
    }

    private static JsonNode await(Rest.Client side, String path, Predicate<JsonNode> reached)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var join = side.get(path);
            if (reached.test(join)) {
                return join;
            }
            pause(deadline, "the join stands still: " + join);
        }
    }

    private static void pause(long deadline, String why) throws IOException, InterruptedException {
        if (System.nanoTime() > deadline) {
            throw new IOException(why);
        }
        Thread.sleep(100);
    }
}

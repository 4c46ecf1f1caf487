package metalplant.bench.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import metalplant.bench.load.Crowd;
import metalplant.bench.load.Fleet;
import metalplant.bench.load.Rest;
import metalplant.bench.measure.Sample;
import metalplant.bench.row.Seeds;

/**
 * What a plant of full size holds.
 *
 * @param network from which all addresses are
 * @param holdings one per project
 */
record Population(Seeds seeds, String network, List<Holding> holdings) {
    private static final String NETWORK = "soak-addresses";
    /** Addresses of the prefix, more than any soak takes. */
    private static final String PREFIX = "100.64.0.0/14";

    private static final int HANDS = 8;
    private static final int NOT_NOW = 503;
    private static final int AGAIN_MAX = 20;
    private static final long PAUSE_MILLIS = 500;

    /** What one project has from the beginning to the end. */
    record Holding(String project, String network, List<String> addresses, String machine) {}

    /** The body of an allocation of any address for a project. */
    static byte[] anAddress(String project) {
        return Seeds.JSON
                .createObjectNode()
                .put("name", "soak")
                .put("networkid", NETWORK)
                .put("projectid", project)
                .put("type", "static")
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Makes all of it. @throws IOException if anything was refused */
    static Population make(SoakSettings settings, Rest rest, Fleet fleet, Seeds seeds, Progress progress)
            throws IOException, InterruptedException {
        addresses(rest, seeds);
        progress.say("%d projects with a network and %d addresses", settings.projects(), settings.addresses());
        var made = new ConcurrentLinkedQueue<Holding>();
        var next = new AtomicInteger();
        all(Crowd.times(HANDS, per(settings.projects(), HANDS), _ -> new Hand(rest) {
            @Override
            public void once() throws IOException, InterruptedException {
                int number = next.getAndIncrement();
                if (number < settings.projects()) {
                    made.add(project(client, seeds, number, share(settings, number)));
                }
            }
        }));
        progress.say("%d machines", settings.machines());
        fleet.grow(settings.machines());
        progress.say("a machine for each project");
        var waiting = new ConcurrentLinkedQueue<>(made);
        var held = new ConcurrentLinkedQueue<Holding>();
        all(Crowd.times(HANDS, per(settings.projects(), HANDS), _ -> new Hand(rest) {
            @Override
            public void once() throws IOException, InterruptedException {
                var holding = waiting.poll();
                if (holding != null) {
                    held.add(withMachine(client, seeds, holding));
                }
            }
        }));
        return new Population(seeds, NETWORK, List.copyOf(held));
    }

    private static int share(SoakSettings settings, int number) {
        int each = settings.addresses() / settings.projects();
        return number < settings.addresses() % settings.projects() ? each + 1 : each;
    }

    private static int per(int count, int hands) {
        return (count + hands - 1) / hands;
    }

    private static void all(Sample sample) throws IOException {
        if (sample.errors() > 0) {
            throw new IOException("%d calls failed, the first: %s".formatted(sample.errors(), sample.firstError()));
        }
    }

    private static void addresses(Rest rest, Seeds seeds) throws IOException {
        var body = Seeds.JSON
                .createObjectNode()
                .put("id", NETWORK)
                .put("name", NETWORK)
                .put("description", "");
        body.putArray("prefixes").add(PREFIX);
        body.putArray("destinationprefixes").add("0.0.0.0/0");
        body.put("nat", false).put("privatesuper", false).put("underlay", false);
        body.put("partitionid", seeds.partition());
        try (var client = rest.client(Rest.Role.ADMIN)) {
            client.put("v1/network", body.toString());
        }
    }

    private static Holding project(Rest.Client client, Seeds seeds, int number, int addresses)
            throws IOException, InterruptedException {
        var project = patiently(() -> Seeds.project(client, "soak-" + number));
        var network = patiently(() -> Seeds.network(client, seeds.partition(), project));
        var taken = new ArrayList<String>();
        for (int i = 0; i < addresses; i++) {
            taken.add(patiently(() -> Rest.text(client.postRaw("v1/ip/allocate", anAddress(project)), "ipaddress")));
        }
        return new Holding(project, network, List.copyOf(taken), "");
    }

    private static Holding withMachine(Rest.Client client, Seeds seeds, Holding holding)
            throws IOException, InterruptedException {
        var body = seeds.of(holding.project(), holding.network()).allocation();
        var machine = patiently(() -> Rest.text(client.postRaw("v1/machine/allocate", body), "id"));
        return new Holding(holding.project(), holding.network(), holding.addresses(), machine);
    }

    private interface Call {
        String run() throws IOException;
    }

    /** A plant that is being filled is cold and may say "not now": that is no part of what is measured. */
    private static String patiently(Call call) throws IOException, InterruptedException {
        for (int again = 0; ; again++) {
            try {
                return call.run();
            } catch (Rest.CallFailed e) {
                if (e.status() != NOT_NOW || again == AGAIN_MAX) {
                    throw e;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    /** One client that makes things. */
    private abstract static class Hand implements Crowd.Work {
        final Rest.Client client;

        Hand(Rest rest) {
            this.client = rest.client(Rest.Role.ADMIN);
        }

        @Override
        public void end() {
            client.close();
        }
    }

    /** Tells what goes on. */
    @FunctionalInterface
    interface Progress {
        void say(String format, Object... values);
    }
}

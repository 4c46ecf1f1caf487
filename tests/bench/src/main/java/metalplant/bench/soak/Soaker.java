package metalplant.bench.soak;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import metalplant.bench.load.Fleet;
import metalplant.bench.load.Rest;
import metalplant.bench.row.Seeds;

/**
 * One client. What it does next is drawn by weight: mostly what controllers and people do all day, now and then a whole list. What it
 * changes belongs to projects of its own, so that no refusal is right: any answer but a success is an error.
 */
final class Soaker implements AutoCloseable {
    private static final byte[] NOTHING = {};

    private final Rest rest;
    private final Fleet fleet;
    private final Population all;
    private final List<Population.Holding> own;
    private final SplittableRandom random;
    private final Tally tally = new Tally();
    private final List<Step> steps;
    private final int weights;
    private Rest.Client client;

    private record Step(int weight, Work work) {}

    private interface Work {
        void run() throws InterruptedException;
    }

    private interface Call<T> {
        T run(Rest.Client with) throws IOException;
    }

    /** @param number of the client, which has every project whose number it is modulo the number of clients */
    Soaker(int number, int clients, Rest rest, Fleet fleet, Population all) {
        this.rest = rest;
        this.fleet = fleet;
        this.all = all;
        this.random = new SplittableRandom(number);
        var mine = new ArrayList<Population.Holding>();
        for (int i = number; i < all.holdings().size(); i += clients) {
            mine.add(all.holdings().get(i));
        }
        this.own = List.copyOf(mine);
        this.client = rest.client(Rest.Role.ADMIN);
        this.steps = steps();
        this.weights = steps.stream().mapToInt(Step::weight).sum();
    }

    private List<Step> steps() {
        var list = new ArrayList<Step>();
        list.add(new Step(240, () -> get("findMachine", "v1/machine/" + machine())));
        list.add(new Step(100, () -> find("findMachines by project", "v1/machine", "allocation_project", project())));
        list.add(new Step(60, () -> find("findMachines by id", "v1/machine", "id", machine())));
        list.add(new Step(30, () -> get("findIPMIMachine", "v1/machine/" + machine() + "/ipmi")));
        list.add(new Step(80, () -> get("findIP", "v1/ip/" + address())));
        list.add(new Step(80, () -> find("findIPs by project", "v1/ip", "projectid", project())));
        list.add(new Step(60, () -> find("findNetworks by project", "v1/network", "projectid", project())));
        list.add(new Step(40, () -> get("findNetwork", "v1/network/" + holding().network())));
        list.add(new Step(40, () -> get("findProject", "v1/project/" + project())));
        list.add(new Step(30, () -> get("findSwitch", "v1/switch/" + leaf())));
        list.add(new Step(60, this::takeAndFreeAddress));
        list.add(new Step(15, this::takeAndFreeNetwork));
        list.add(new Step(12, this::allocateAndFree));
        list.add(new Step(25, this::tagMachine));
        list.add(new Step(15, this::describeAddress));
        list.add(new Step(15, this::describeProject));
        list.add(new Step(20, () -> get("health", "v1/health")));
        list.add(new Step(10, () -> get("listImages", "v1/image")));
        list.add(new Step(10, () -> get("listSizes", "v1/size")));
        list.add(new Step(10, () -> get("listPartitions", "v1/partition")));
        list.add(new Step(5, () -> get("listFilesystemLayouts", "v1/filesystemlayout")));
        list.add(new Step(5, () -> get("listTenants", "v1/tenant")));
        list.add(new Step(5, () -> get("getMe", "v1/user/me")));
        list.add(new Step(5, () -> find("findAuditTraces, newest 100", "v1/audit", "limit", 100)));
        list.add(new Step(4, () -> post("partitionCapacity", "v1/partition/capacity", "{}")));
        list.add(new Step(4, () -> get("listProjects", "v1/project")));
        list.add(new Step(2, () -> get("listNetworks", "v1/network")));
        list.add(new Step(1, () -> get("listSwitches", "v1/switch")));
        list.add(new Step(1, () -> get("listIPs", "v1/ip")));
        list.add(new Step(1, () -> get("listMachines", "v1/machine")));
        list.add(new Step(1, () -> post("issues", "v1/machine/issues/evaluate", "{}")));
        return List.copyOf(list);
    }

    Tally tally() {
        return tally;
    }

    /** One step, and the wait behind it. @param pauseMillis on average */
    void once(long pauseMillis) throws InterruptedException {
        int drawn = random.nextInt(weights);
        for (var step : steps) {
            drawn -= step.weight();
            if (drawn < 0) {
                step.work().run();
                break;
            }
        }
        Thread.sleep(random.nextLong(2 * pauseMillis + 1));
    }

    private Population.Holding holding() {
        return own.get(random.nextInt(own.size()));
    }

    private String project() {
        return holding().project();
    }

    private String address() {
        var addresses = holding().addresses();
        return addresses.get(random.nextInt(addresses.size()));
    }

    private String machine() {
        return fleet.uuid(random.nextInt(fleet.size()));
    }

    private String leaf() {
        return fleet.leaf(random.nextInt(fleet.size()));
    }

    private void get(String operation, String path) {
        call(operation, with -> with.drain("GET", path, NOTHING));
    }

    private void post(String operation, String path, String body) {
        call(operation, with -> with.drain("POST", path, body.getBytes(StandardCharsets.UTF_8)));
    }

    private void find(String operation, String collection, String field, Object value) {
        post(
                operation,
                collection + "/find",
                Seeds.JSON.createObjectNode().putPOJO(field, value).toString());
    }

    private void takeAndFreeAddress() {
        var body = Population.anAddress(project());
        var taken = call("allocateIP", with -> Rest.text(with.postRaw("v1/ip/allocate", body), "ipaddress"));
        if (!taken.isEmpty()) {
            call("freeIP", with -> with.delete("v1/ip/free/" + taken).length());
        }
    }

    private void takeAndFreeNetwork() {
        var body = Seeds.networkRequest(all.seeds().partition(), project())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        var taken = call("allocateNetwork", with -> Rest.text(with.postRaw("v1/network/allocate", body), "id"));
        if (!taken.isEmpty()) {
            call("freeNetwork", with -> with.delete("v1/network/free/" + taken).length());
        }
    }

    private void allocateAndFree() throws InterruptedException {
        var holding = holding();
        var body = all.seeds().of(holding.project(), holding.network()).allocation();
        var id = call("allocateMachine", with -> Rest.text(with.postRaw("v1/machine/allocate", body), "id"));
        if (!id.isEmpty()) {
            call(
                    "freeMachine",
                    with -> with.delete("v1/machine/" + id + "/free").length());
            fleet.reboot(id);
        }
    }

    private void tagMachine() {
        var body = Seeds.JSON.createObjectNode().put("id", holding().machine());
        body.putArray("tags").add("soak=" + random.nextInt(1000));
        post("updateMachine", "v1/machine", body.toString());
    }

    private void describeAddress() {
        var body = Seeds.JSON
                .createObjectNode()
                .put("ipaddress", address())
                .put("description", "soak " + random.nextInt(1000));
        post("updateIP", "v1/ip", body.toString());
    }

    /** As clients do it: read, then written with the version that was read. */
    private void describeProject() {
        var id = project();
        var found = call("findProject", with -> with.getRaw("v1/project/" + id).text());
        if (found.isEmpty()) {
            return;
        }
        call("updateProject", with -> {
            var project = (ObjectNode) Seeds.JSON.readTree(found);
            project.put("description", "soak " + random.nextInt(1000));
            return with.post("v1/project", project.toString());
        });
    }

    /** What the call gave, as text; empty if it failed, which is counted. */
    private String call(String operation, Call<?> call) {
        long from = System.nanoTime();
        try {
            var answer = String.valueOf(call.run(client));
            tally.took(operation, System.nanoTime() - from);
            return answer;
        } catch (Rest.CallFailed e) {
            tally.failed(operation, e);
        } catch (IOException e) {
            tally.failed(operation, e);
            anew();
        }
        return "";
    }

    /** What the connection would give next belongs to the call that failed. */
    private void anew() {
        client.close();
        try {
            client = rest.client(Rest.Role.ADMIN);
        } catch (UncheckedIOException e) {
            // The next call fails on the closed one, is counted, and comes here again.
            tally.failed("connect", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}

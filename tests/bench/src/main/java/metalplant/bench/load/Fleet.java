package metalplant.bench.load;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import metalplant.bench.measure.Sample;
import metalplant.wire.boot.v1.BootServiceDhcpRequest;
import metalplant.wire.boot.v1.BootServiceGrpc;
import metalplant.wire.boot.v1.BootServiceRegisterResponse;
import metalplant.wire.boot.v1.BootServiceWaitRequest;
import metalplant.wire.boot.v1.BootServiceWaitResponse;
import metalplant.wire.boot.v1.EventServiceGrpc;
import metalplant.wire.boot.v1.EventServiceSendRequest;
import metalplant.wire.boot.v1.MachineProvisioningEvent;

/**
 * Servers that registered and wait, as their installers would: each holds a wait stream, says once in a while that it is alive, and
 * registers and waits anew when it was freed. What it does by itself is load as well, and is counted if it fails.
 */
public final class Fleet implements AutoCloseable {
    private static final int CALLS_AT_A_TIME = 32;
    private static final int EVENTS_PER_BATCH = 400;
    private static final int BOOTS_MAX = 5;
    private static final Duration ALIVE = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int NOT_NOW = 503;
    private static final long CALL_SECONDS = 20;
    private static final long LOOK_MILLIS = 100;

    private final Rest rest;
    private final BootChannels channels;
    private final String partition;
    private final Inventory inventory;
    private final Map<String, Integer> servers = new ConcurrentHashMap<>();
    private final Map<String, Context.CancellableContext> waits = new ConcurrentHashMap<>();
    private final Semaphore gate = new Semaphore(CALLS_AT_A_TIME);
    private final AtomicLong troubles = new AtomicLong();
    private final AtomicReference<String> firstTrouble = new AtomicReference<>("");
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("fleet-timer").daemon().factory());
    private volatile boolean closing;
    private int racks;
    private int size;

    public Fleet(Rest rest, BootChannels channels, String partition) {
        this.rest = rest;
        this.channels = channels;
        this.partition = partition;
        this.inventory = new Inventory(partition);
        timer.scheduleWithFixedDelay(this::sayAlive, ALIVE.toSeconds(), ALIVE.toSeconds(), TimeUnit.SECONDS);
    }

    public int size() {
        return size;
    }

    public String uuid(int server) {
        return Inventory.uuid(server);
    }

    /** The first leaf of the rack in which a server is. */
    public String leaf(int server) {
        return Inventory.leaf(Inventory.rackOf(server), 0);
    }

    /** Failures of what the fleet does by itself, since the last time somebody asked. */
    public long takeTroubles() {
        return troubles.getAndSet(0);
    }

    /** What the first of them was; empty if there was none. */
    public String firstTrouble() {
        return Objects.requireNonNullElse(firstTrouble.get(), "");
    }

    /** Grows to this many servers, with one registration, one event and one wait stream for each, and returns when all wait. */
    public void grow(int to) throws IOException, InterruptedException {
        registerLeaves(to);
        for (int server = size; server < to; server++) {
            register(server, false);
        }
        awaitCalls();
        for (int from = size; from < to; from += EVENTS_PER_BATCH) {
            var ids = IntStream.range(from, Math.min(to, from + EVENTS_PER_BATCH))
                    .mapToObj(Inventory::uuid)
                    .toList();
            send(0, ids, "Waiting");
        }
        for (int server = size; server < to; server++) {
            await(server);
        }
        size = to;
        awaitWaiting(to);
    }

    /**
     * Lets new servers arrive as they do when a rack gets power: every call that a boot makes, this many servers at a time.
     *
     * @return one operation per server; the time ends when the plant would give away the last one
     */
    public Sample join(int count, int atATime) throws IOException, InterruptedException {
        int to = size + count;
        registerLeaves(to);
        var next = new AtomicInteger(size);
        long from = System.nanoTime();
        var sample = Crowd.times(Math.min(atATime, count), (count + atATime - 1) / atATime, client -> () -> {
            int server = next.getAndIncrement();
            if (server < to) {
                bootUntilItWorks(client, server);
            }
        });
        if (sample.errors() > 0) {
            throw new IOException("%d servers could not boot: %s".formatted(sample.errors(), sample.firstError()));
        }
        size = to;
        awaitWaiting(to);
        double seconds = (System.nanoTime() - from) / 1e9;
        return new Sample(seconds, count, 0, "", sample.nanos(), 0, 0);
    }

    /** A boot that fails is a trouble, and the server starts over, as real ones do. */
    private void bootUntilItWorks(int client, int server) {
        for (int attempt = 1; ; attempt++) {
            try {
                boot(client, server);
                return;
            } catch (RuntimeException e) {
                trouble("boot: " + e.getMessage());
                if (attempt == BOOTS_MAX) {
                    throw e;
                }
            }
        }
    }

    private void boot(int client, int server) {
        var boot = BootServiceGrpc.newBlockingStub(channels.calling(client))
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
        boot.dhcp(BootServiceDhcpRequest.newBuilder().setUuid(uuid(server)).build());
        send(client, List.of(uuid(server)), "Preparing");
        send(client, List.of(uuid(server)), "Registering");
        boot.register(inventory.register(server));
        servers.put(uuid(server), server);
        send(client, List.of(uuid(server)), "Waiting");
        await(server);
    }

    /** A server that was freed boots again. Does not wait for it. */
    public void reboot(String uuid) throws InterruptedException {
        var server = servers.get(uuid);
        if (server == null) {
            trouble("the plant gave away a machine that is not of this fleet: " + uuid);
            return;
        }
        register(server, true);
    }

    /** Waits until the plant would give away this many machines. */
    public void awaitWaiting(int wanted) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (var client = rest.client(Rest.Role.VIEW)) {
            int free = allocatable(client);
            while (free < wanted) {
                if (System.nanoTime() > deadline) {
                    throw new IOException(
                            "only %d of %d machines wait; %s".formatted(free, wanted, firstTrouble.get()));
                }
                Thread.sleep(LOOK_MILLIS);
                free = allocatable(client);
            }
        }
    }

    /** None while the plant is too busy to count them. */
    private int allocatable(Rest.Client client) throws IOException {
        try {
            return counted(client);
        } catch (Rest.CallFailed e) {
            if (e.status() != NOT_NOW) {
                throw e;
            }
            return 0;
        }
    }

    private int counted(Rest.Client client) throws IOException {
        int sum = 0;
        var body = Rest.JSON.createObjectNode().put("id", partition).putNull("projectid");
        for (var capacity : client.post("v1/partition/capacity", body.toString())) {
            for (var server : capacity.path("servers")) {
                sum += server.path("allocatable").asInt();
            }
        }
        return sum;
    }

    private void registerLeaves(int machines) throws IOException {
        int wanted = (machines + Inventory.SERVERS_PER_RACK - 1) / Inventory.SERVERS_PER_RACK;
        try (var client = rest.client(Rest.Role.EDIT)) {
            for (; racks < wanted; racks++) {
                for (var body : inventory.leaves(racks)) {
                    client.post("v1/switch/register", body);
                }
            }
        }
    }

    private void register(int server, boolean thenWait) throws InterruptedException {
        gate.acquire();
        BootServiceGrpc.newStub(channels.calling(server))
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                .register(inventory.register(server), new StreamObserver<>() {
                    @Override
                    public void onNext(BootServiceRegisterResponse answer) {}

                    @Override
                    public void onError(Throwable thrown) {
                        gate.release();
                        trouble("register: " + thrown.getMessage());
                        timer.schedule(() -> registerAgain(server, thenWait), 1, TimeUnit.SECONDS);
                    }

                    @Override
                    public void onCompleted() {
                        gate.release();
                        servers.put(uuid(server), server);
                        if (thenWait) {
                            await(server);
                        }
                    }
                });
    }

    private void registerAgain(int server, boolean thenWait) {
        try {
            register(server, thenWait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitCalls() throws InterruptedException {
        gate.acquire(CALLS_AT_A_TIME);
        gate.release(CALLS_AT_A_TIME);
    }

    private void await(int server) {
        var uuid = uuid(server);
        var context = Context.ROOT.withCancellation();
        var older = waits.put(uuid, context);
        var request = BootServiceWaitRequest.newBuilder().setMachineId(uuid).build();
        context.run(() -> BootServiceGrpc.newStub(channels.waiting(server)).wait(request, new StreamObserver<>() {
            @Override
            public void onNext(BootServiceWaitResponse alive) {}

            @Override
            public void onError(Throwable thrown) {
                if (waits.get(uuid) == context && !closing) {
                    trouble("wait: " + thrown.getMessage());
                    timer.schedule(() -> await(server), 1, TimeUnit.SECONDS);
                }
            }

            @Override
            public void onCompleted() {
                waits.remove(uuid, context);
            }
        }));
        if (older != null) {
            older.cancel(Status.CANCELLED.asException());
        }
    }

    private void sayAlive() {
        try {
            var ids = List.copyOf(waits.keySet());
            for (int from = 0; from < ids.size(); from += EVENTS_PER_BATCH) {
                send(0, ids.subList(from, Math.min(ids.size(), from + EVENTS_PER_BATCH)), "Alive");
            }
        } catch (RuntimeException e) {
            trouble("alive: " + e.getMessage());
        }
    }

    /** Sends one event of several machines; @throws RuntimeException also if one was not stored */
    public void send(int client, List<String> uuids, String what) {
        var request = EventServiceSendRequest.newBuilder();
        var event = event(what);
        uuids.forEach(uuid -> request.putEvents(uuid, event));
        var answer = EventServiceGrpc.newBlockingStub(channels.calling(client))
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                .send(request.build());
        if (answer.getFailedCount() > 0) {
            throw new IllegalStateException("%d events were not stored".formatted(answer.getFailedCount()));
        }
    }

    private static MachineProvisioningEvent event(String what) {
        return MachineProvisioningEvent.newBuilder()
                .setEvent(what)
                .setMessage("bench")
                .build();
    }

    private void trouble(String text) {
        if (!closing) {
            troubles.incrementAndGet();
            firstTrouble.compareAndSet("", text);
        }
    }

    @Override
    public void close() {
        closing = true;
        timer.shutdownNow();
        waits.values().forEach(wait -> wait.cancel(Status.CANCELLED.asException()));
        waits.clear();
    }
}

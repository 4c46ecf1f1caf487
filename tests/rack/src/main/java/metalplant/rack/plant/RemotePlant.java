package metalplant.rack.plant;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import metalplant.rack.inventory.LeafSpec;
import metalplant.rack.inventory.ServerSpec;
import metalplant.rack.plant.CallFailure.Kind;
import metalplant.rack.plant.Outcome.Done;
import metalplant.rack.time.Loop;
import metalplant.wire.boot.v1.BootInfo;
import metalplant.wire.boot.v1.BootServiceAbortReinstallRequest;
import metalplant.wire.boot.v1.BootServiceBootRequest;
import metalplant.wire.boot.v1.BootServiceDhcpRequest;
import metalplant.wire.boot.v1.BootServiceGrpc.BootServiceStub;
import metalplant.wire.boot.v1.BootServiceReportRequest;
import metalplant.wire.boot.v1.BootServiceSuperUserPasswordRequest;
import metalplant.wire.boot.v1.BootServiceSuperUserPasswordResponse;
import metalplant.wire.boot.v1.MachineProvisioningEvent;

/**
 * The plant over its real protocols. Firmware calls go over the partition's shared certificate, as they come from the
 * boot service of the field; what the installer says goes over its lease, if it has one. Lives on the loop.
 */
public final class RemotePlant implements BootPlant, SwitchPlant, BmcPlant, AutoCloseable {
    private final Loop loop;
    private final boolean leases;
    private final RestClient client;
    private final RestCalls rest;
    private final GrpcCalls grpc;
    private final Channels channels;
    private final HmacSigner view;
    private final Map<String, Leased> leased = new HashMap<>();

    private record Leased(ManagedChannel channel, HmacSigner view) {}

    /** @param servers how many there will be, to size the connections */
    public RemotePlant(PlantAccess access, int servers, Loop loop) throws GeneralSecurityException, IOException {
        this.loop = loop;
        this.leases = access.leases();
        this.client = new RestClient(access.api(), access.apiCa(), loop);
        this.rest = new RestCalls(client, access.hmacEdit());
        this.grpc = new GrpcCalls(loop);
        this.channels = new Channels(access.grpc(), access.grpcTls(), servers);
        this.view = new HmacSigner("Metal-View", access.hmacView());
    }

    @Override
    public void dhcp(ServerSpec server, Consumer<Outcome<Done>> answer) {
        var request = BootServiceDhcpRequest.newBuilder().setUuid(server.uuid()).build();
        grpc.boot(channels.unary(), BootServiceStub::dhcp, request, _ -> Done.DONE, answer);
    }

    @Override
    public void boot(ServerSpec server, Consumer<Outcome<Done>> answer) {
        var request = BootServiceBootRequest.newBuilder()
                .setMac(server.pxeMac())
                .setPartitionId(server.partition())
                .build();
        grpc.boot(channels.unary(), BootServiceStub::boot, request, _ -> Done.DONE, answer);
    }

    @Override
    public void lease(ServerSpec server, Consumer<Outcome<Done>> answer) {
        if (leases) {
            rest.lease(server, outcome -> answer.accept(keep(server, outcome)));
        } else {
            loop.post(() -> answer.accept(Outcome.done()));
        }
    }

    private Outcome<Done> keep(ServerSpec server, Outcome<Lease> outcome) {
        return switch (outcome) {
            case Outcome.Failed<Lease> failed -> new Outcome.Failed<>(failed.failure());
            case Outcome.Ok<Lease> ok -> {
                leave(server);
                try {
                    var channel = channels.open(ok.value().pem());
                    var signer = new HmacSigner("Metal-View", ok.value().hmac());
                    leased.put(server.uuid(), new Leased(channel, signer));
                    yield Outcome.done();
                } catch (SSLException | IllegalArgumentException e) {
                    yield Outcome.failed(Kind.REFUSED, "the lease's certificate is unusable: " + e.getMessage());
                }
            }
        };
    }

    @Override
    public void leave(ServerSpec server) {
        var old = leased.remove(server.uuid());
        if (old != null) {
            old.channel().shutdown();
        }
    }

    @Override
    public void event(ServerSpec server, String event, String message, Consumer<Outcome<Done>> answer) {
        grpc.events(
                unary(server),
                Map.of(server.uuid(), grpc.event(event, message)),
                GrpcCalls.DEADLINE,
                outcome -> answer.accept(
                        switch (outcome) {
                            case Outcome.Failed<Set<String>> failed -> new Outcome.Failed<>(failed.failure());
                            case Outcome.Ok<Set<String>> ok when ok.value().isEmpty() -> Outcome.done();
                            case Outcome.Ok<Set<String>> _ ->
                                Outcome.failed(Kind.REFUSED, "the event was not stored: " + event);
                        }));
    }

    @Override
    public void superUserPassword(ServerSpec server, Consumer<Outcome<String>> answer) {
        var request = BootServiceSuperUserPasswordRequest.getDefaultInstance();
        grpc.boot(
                unary(server),
                BootServiceStub::superUserPassword,
                request,
                BootServiceSuperUserPasswordResponse::getSuperUserPassword,
                answer);
    }

    @Override
    public void register(ServerSpec server, String bmcPassword, Consumer<Outcome<Done>> answer) {
        var request = Inventory.of(server, bmcPassword);
        grpc.boot(unary(server), BootServiceStub::register, request, _ -> Done.DONE, answer);
    }

    @Override
    public void allocation(ServerSpec server, Consumer<Outcome<Optional<Allocation>>> answer) {
        var own = leased.get(server.uuid());
        rest.allocation(server, own == null ? view : own.view(), answer);
    }

    @Override
    public Loop.Cancel waitForAllocation(ServerSpec server, Consumer<Outcome<Done>> answer) {
        var own = leased.get(server.uuid());
        return grpc.await(own == null ? channels.waiting(server.index()) : own.channel(), server, answer);
    }

    @Override
    public void report(ServerSpec server, String consolePassword, Consumer<Outcome<Done>> answer) {
        var request = BootServiceReportRequest.newBuilder()
                .setUuid(server.uuid())
                .setConsolePassword(consolePassword)
                .setSuccess(true)
                .setBootInfo(BootInfo.newBuilder()
                        .setInitrd("/boot/initrd.img")
                        .setKernel("/boot/vmlinuz")
                        .setCmdline("console=ttyS1,115200n8 root=/dev/nvme0n1p2")
                        .setBootloaderId("metal"))
                .build();
        grpc.boot(unary(server), BootServiceStub::report, request, _ -> Done.DONE, answer);
    }

    @Override
    public void abortReinstall(ServerSpec server, boolean diskWiped, Consumer<Outcome<Boolean>> answer) {
        var request = BootServiceAbortReinstallRequest.newBuilder()
                .setUuid(server.uuid())
                .setPrimaryDiskWiped(diskWiped)
                .build();
        grpc.boot(
                unary(server),
                BootServiceStub::abortReinstall,
                request,
                response -> !response.getBootInfo().getKernel().isEmpty(),
                answer);
    }

    @Override
    public void registerSwitch(LeafSpec leaf, JsonNode request, Consumer<Outcome<Done>> answer) {
        rest.registerSwitch(request, answer);
    }

    @Override
    public void findSwitch(LeafSpec leaf, Consumer<Outcome<JsonNode>> answer) {
        rest.findSwitch(leaf, answer);
    }

    @Override
    public void notifySwitch(LeafSpec leaf, JsonNode notice, Consumer<Outcome<Done>> answer) {
        rest.notifySwitch(leaf, notice, answer);
    }

    @Override
    public void phonedHome(Map<String, String> seen, Consumer<Outcome<Set<String>>> answer) {
        var events = new HashMap<String, MachineProvisioningEvent>();
        seen.forEach((uuid, message) -> events.put(uuid, grpc.event("Phoned Home", message)));
        grpc.events(channels.unary(), events, GrpcCalls.BATCH_DEADLINE, answer);
    }

    @Override
    public void reportBmcs(JsonNode reports, Consumer<Outcome<Done>> answer) {
        rest.reportBmcs(reports, answer);
    }

    private ManagedChannel unary(ServerSpec server) {
        var own = leased.get(server.uuid());
        return own == null ? channels.unary() : own.channel();
    }

    @Override
    public void close() {
        leased.values().forEach(own -> own.channel().shutdownNow());
        channels.close();
        client.close();
    }
}

package metalplant.boot.plant;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.wire.boot.v1.BootServiceBootRequest;
import metalplant.wire.boot.v1.BootServiceDhcpRequest;
import metalplant.wire.boot.v1.BootServiceGrpc;
import metalplant.wire.lending.v1.LeaseServiceGrpc;
import metalplant.wire.lending.v1.LendRequest;

/** The plant at its boot door, with the certificate of the boot server. */
public final class GrpcPlant implements Plant, AutoCloseable {
    /** Firmware gives up after some ten seconds, and is told to come again before. */
    private static final Duration DEADLINE = Duration.ofSeconds(8);

    private static final int MESSAGE_MAX = 64 << 10;

    /**
     * Certificates as PEM files.
     *
     * @param authority of the plant
     * @param certificate of the boot server
     * @param key its key
     */
    public record Identity(Path authority, Path certificate, Path key) {}

    private final ManagedChannel channel;
    private final String partition;

    private GrpcPlant(ManagedChannel channel, String partition) {
        this.channel = channel;
        this.partition = partition;
    }

    /** @throws Problem REFUSED if the certificates cannot be read */
    public static GrpcPlant at(InetSocketAddress door, String partition, Identity identity) {
        try {
            var tls = GrpcSslContexts.forClient()
                    .trustManager(identity.authority().toFile())
                    .keyManager(identity.certificate().toFile(), identity.key().toFile())
                    .build();
            var channel = NettyChannelBuilder.forAddress(door.getHostString(), door.getPort())
                    .sslContext(tls)
                    .maxInboundMessageSize(MESSAGE_MAX)
                    .build();
            return new GrpcPlant(channel, partition);
        } catch (SSLException | IllegalArgumentException e) {
            throw Problem.refused("the certificates of the boot server cannot be read: " + e.getMessage())
                    .because(e);
        }
    }

    @Override
    public void dhcp(String machineId) {
        ask(() -> stub().dhcp(
                        BootServiceDhcpRequest.newBuilder().setUuid(machineId).build()));
    }

    @Override
    public Boot boot(String mac) {
        var answer = ask(() -> stub().boot(BootServiceBootRequest.newBuilder()
                .setMac(mac)
                .setPartitionId(partition)
                .build()));
        return new Boot(answer.getKernel(), answer.getInitRamDisksList(), answer.getCmdline());
    }

    @Override
    public Lease lend(String mac, Optional<String> machineId) {
        var request = LendRequest.newBuilder().setMac(mac).setPartitionId(partition);
        machineId.ifPresent(request::setMachineId);
        var answer = ask(() -> LeaseServiceGrpc.newBlockingStub(awake())
                .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .lend(request.build()));
        return new Lease(answer.getCaCert(), answer.getCert(), answer.getKey(), answer.getHmac());
    }

    private BootServiceGrpc.BootServiceBlockingStub stub() {
        return BootServiceGrpc.newBlockingStub(awake()).withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A connection that failed would wait for up to two minutes before it tries again. */
    private ManagedChannel awake() {
        channel.resetConnectBackoff();
        return channel;
    }

    private static <A> A ask(Supplier<A> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw problem(e.getStatus()).because(e);
        }
    }

    private static Problem problem(Status status) {
        var text = Objects.requireNonNullElse(
                status.getDescription(), status.getCode().name());
        return switch (status.getCode()) {
            case PERMISSION_DENIED, UNAUTHENTICATED -> Problem.of(ProblemCode.NOT_ALLOWED, text);
            case INVALID_ARGUMENT, OUT_OF_RANGE -> Problem.bad(text);
            case NOT_FOUND -> Problem.of(ProblemCode.ENTITY_NOT_FOUND, text);
            case FAILED_PRECONDITION, ALREADY_EXISTS -> Problem.refused(text);
            default -> Problem.of(ProblemCode.TOO_BUSY, "the plant does not answer now: " + text);
        };
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}

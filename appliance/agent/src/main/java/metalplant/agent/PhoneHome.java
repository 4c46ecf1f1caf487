package metalplant.agent;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import metalplant.agent.host.SwitchHost.Neighbour;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.wire.boot.v1.EventServiceGrpc;
import metalplant.wire.boot.v1.EventServiceSendRequest;
import metalplant.wire.boot.v1.MachineProvisioningEvent;

/** Tells the plant which machines show themselves at ports: an installed system says so by LLDP, with its id as its name. */
final class PhoneHome implements AutoCloseable {
    private static final String PROVISIONED = "provisioned";
    private static final long DEADLINE_S = 15;

    private final ManagedChannel channel;

    PhoneHome(AgentConfig.Grpc grpc) {
        try {
            channel = NettyChannelBuilder.forTarget(grpc.address())
                    .sslContext(GrpcSslContexts.forClient()
                            .trustManager(grpc.ca().toFile())
                            .keyManager(grpc.certificate().toFile(), grpc.key().toFile())
                            .build())
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw Problem.refused("the certificates for phone-homes cannot be read: " + e.getMessage())
                    .because(e);
        }
    }

    /** The request for those that have an installed system; without events if there are none. */
    static EventServiceSendRequest request(List<Neighbour> neighbours) {
        var request = EventServiceSendRequest.newBuilder();
        for (var each : neighbours) {
            if (each.description().contains(PROVISIONED) && isId(each.name())) {
                request.putEvents(
                        each.name(),
                        MachineProvisioningEvent.newBuilder()
                                .setEvent("Phoned Home")
                                .setMessage(each.description()
                                        .substring(
                                                0,
                                                Math.min(200, each.description().length())))
                                .build());
            }
        }
        return request.build();
    }

    private static boolean isId(String name) {
        try {
            return UUID.fromString(name).toString().equals(name);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Sends them. @throws Problem TOO_BUSY if the plant does not answer */
    int send(List<Neighbour> neighbours) {
        var request = request(neighbours);
        if (request.getEventsCount() > 0) {
            try {
                channel.resetConnectBackoff();
                EventServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(DEADLINE_S, TimeUnit.SECONDS)
                        .send(request);
            } catch (StatusRuntimeException e) {
                throw Problem.of(ProblemCode.TOO_BUSY, "phone home: " + e.getStatus())
                        .because(e);
            }
        }
        return request.getEventsCount();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}

package metalplant.ratis.trust;

import static java.lang.System.Logger.Level.WARNING;

import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLPeerUnverifiedException;
import metalplant.federation.value.PlantId;
import metalplant.model.World;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftClientRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Grpc;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;

/**
 * What a plant may say on the ledger port once TLS let it in. Ratis itself believes whatever stands in a message; here each message
 * must come from a peer id of the plant that shows the certificate, and be meant for this voter: one disk must not answer for two
 * ids. Its administration is closed to all: groups and voters change from inside only. Each call asks the pins again, so a session
 * that TLS resumes, or a connection that was open before, ends with its pin.
 */
public final class LedgerDoor implements GrpcServices.Customizer, ServerInterceptor {
    private static final System.Logger LOG = System.getLogger(LedgerDoor.class.getName());
    private static final String ADMINISTRATION = "AdminProtocolService";
    private static final int HANDSHAKE_SECONDS = 15;
    private static final int CALLS_PER_CONNECTION = 64;
    private static final int HEADER_BYTES = 16 * 1024;
    private static final long LOG_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int PEER_BYTES_MAX = 128;

    private final Pins pins;
    private final String ownPeer;
    private final World world;
    private final Map<Passed<?, ?>, PlantId> open = new ConcurrentHashMap<>();
    private volatile long loggedAt;

    public LedgerDoor(Pins pins, String ownPeer, World world) {
        this.pins = pins;
        this.ownPeer = ownPeer;
        this.world = world;
        this.loggedAt = world.nanos() - LOG_EVERY_NANOS;
    }

    @Override
    public NettyServerBuilder customize(NettyServerBuilder builder, EnumSet<GrpcServices.Type> types) {
        return builder.intercept(this)
                .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
                .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
                .maxInboundMetadataSize(HEADER_BYTES);
    }

    /** Ends every call of plants that are pinned no longer. */
    public void pinsChanged() {
        open.forEach((call, plant) -> {
            if (pins.peer(plant).isEmpty()) {
                call.end(Status.UNAUTHENTICATED.withDescription("put out"));
            }
        });
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var plant = caller(call);
        if (plant.isEmpty()
                || String.valueOf(call.getMethodDescriptor().getServiceName()).endsWith(ADMINISTRATION)) {
            refused(plant, call.getMethodDescriptor().getFullMethodName());
            call.close(Status.PERMISSION_DENIED, new Metadata());
            return new ServerCall.Listener<>() {};
        }
        var passed = new Passed<>(call);
        open.put(passed, plant.get());
        return new Checked<>(next.startCall(passed, headers), passed, plant.get());
    }

    private Optional<PlantId> caller(ServerCall<?, ?> call) {
        var session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (session == null) {
            return Optional.empty();
        }
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? pins.plantOf(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException _) {
            return Optional.empty();
        }
    }

    private void refused(Optional<PlantId> plant, String what) {
        long now = world.nanos();
        if (now - loggedAt >= LOG_EVERY_NANOS) {
            loggedAt = now;
            LOG.log(
                    WARNING,
                    "call refused plant={0} call={1}; more in the next minute are not logged",
                    plant.map(PlantId::text).orElse("unknown"),
                    what);
        }
    }

    private static boolean saidBy(PlantId plant, String peer, RaftRpcRequestProto request, String own) {
        if (request.getRequestorId().size() > PEER_BYTES_MAX) {
            return false;
        }
        return PeerNames.plant(peer).filter(plant::equals).isPresent()
                && request.getReplyId().toStringUtf8().equals(own);
    }

    private boolean allowed(PlantId plant, Object message) {
        return switch (message) {
            case RequestVoteRequestProto vote -> fromVoter(plant, vote.getServerRequest());
            case AppendEntriesRequestProto append -> fromVoter(plant, append.getServerRequest());
            case InstallSnapshotRequestProto install -> fromVoter(plant, install.getServerRequest());
            case ReadIndexRequestProto index -> fromVoter(plant, index.getServerRequest());
            case StartLeaderElectionRequestProto election -> fromVoter(plant, election.getServerRequest());
            case RaftClientRequestProto request ->
                Set.of(RaftClientRequestProto.TypeCase.WRITE, RaftClientRequestProto.TypeCase.STALEREAD)
                                .contains(request.getTypeCase())
                        && request.getRpcRequest().getReplyId().toStringUtf8().equals(ownPeer);
            default -> false;
        };
    }

    private boolean fromVoter(PlantId plant, RaftRpcRequestProto request) {
        return saidBy(plant, request.getRequestorId().toStringUtf8(), request, ownPeer);
    }

    private final class Checked<Q> extends SimpleForwardingServerCallListener<Q> {
        private final Passed<Q, ?> call;
        private final PlantId plant;

        Checked(ServerCall.Listener<Q> next, Passed<Q, ?> call, PlantId plant) {
            super(next);
            this.call = call;
            this.plant = plant;
        }

        @Override
        public void onMessage(Q message) {
            if (pins.peer(plant).isPresent() && allowed(plant, message)) {
                super.onMessage(message);
                return;
            }
            refused(Optional.of(plant), call.getMethodDescriptor().getFullMethodName());
            call.end(Status.PERMISSION_DENIED);
        }

        @Override
        public void onCancel() {
            open.remove(call);
            super.onCancel();
        }

        @Override
        public void onComplete() {
            open.remove(call);
            super.onComplete();
        }
    }

    /** A call that can be ended from both sides at one time. */
    private static final class Passed<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private final AtomicBoolean ended = new AtomicBoolean();

        Passed(ServerCall<Q, A> call) {
            super(call);
        }

        void end(Status status) {
            if (ended.compareAndSet(false, true)) {
                super.close(status, new Metadata());
            }
        }

        @Override
        public void sendMessage(A message) {
            if (!ended.get()) {
                super.sendMessage(message);
            }
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (ended.compareAndSet(false, true)) {
                super.close(status, trailers);
            }
        }
    }
}

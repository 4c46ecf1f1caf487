package metalplant.rack.plant;

import com.google.protobuf.Timestamp;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import metalplant.rack.inventory.ServerSpec;
import metalplant.rack.plant.CallFailure.Kind;
import metalplant.rack.plant.Outcome.Done;
import metalplant.rack.time.Loop;
import metalplant.wire.boot.v1.BootServiceGrpc;
import metalplant.wire.boot.v1.BootServiceGrpc.BootServiceStub;
import metalplant.wire.boot.v1.BootServiceWaitRequest;
import metalplant.wire.boot.v1.BootServiceWaitResponse;
import metalplant.wire.boot.v1.EventServiceGrpc;
import metalplant.wire.boot.v1.EventServiceSendRequest;
import metalplant.wire.boot.v1.EventServiceSendResponse;
import metalplant.wire.boot.v1.MachineProvisioningEvent;
import org.jspecify.annotations.Nullable;

/** How calls over gRPC are made: deadline, bound, and every answer on the loop. */
final class GrpcCalls {
    /** The installer's and the boot loader's deadline. */
    static final Duration DEADLINE = Duration.ofSeconds(10);
    /** The leaf's deadline for a batch of events. */
    static final Duration BATCH_DEADLINE = Duration.ofSeconds(20);

    private static final int CALLS_MAX = 128;

    private final Loop loop;
    private final CallGate gate = new CallGate(CALLS_MAX);

    GrpcCalls(Loop loop) {
        this.loop = loop;
    }

    /** A unary call of the boot service. */
    @FunctionalInterface
    interface Method<R, A> {
        void begin(BootServiceStub stub, R request, StreamObserver<A> observer);
    }

    <R, A, T> void boot(
            ManagedChannel channel,
            Method<R, A> method,
            R request,
            Function<A, T> reader,
            Consumer<Outcome<T>> answer) {
        gate.enter(() -> {
            var stub = BootServiceGrpc.newStub(awake(channel))
                    .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            method.begin(stub, request, new Single<>(reader, ended(answer)));
        });
    }

    void events(
            ManagedChannel channel,
            Map<String, MachineProvisioningEvent> events,
            Duration deadline,
            Consumer<Outcome<Set<String>>> answer) {
        var request = EventServiceSendRequest.newBuilder().putAllEvents(events).build();
        gate.enter(() -> EventServiceGrpc.newStub(awake(channel))
                .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .send(
                        request,
                        new Single<EventServiceSendResponse, Set<String>>(
                                response -> new HashSet<>(response.getFailedList()), ended(answer))));
    }

    MachineProvisioningEvent event(String event, String message) {
        var now = loop.now();
        return MachineProvisioningEvent.newBuilder()
                .setTime(Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
                .setEvent(event)
                .setMessage(message)
                .build();
    }

    Loop.Cancel await(ManagedChannel channel, ServerSpec server, Consumer<Outcome<Done>> answer) {
        var stream = new WaitStream(outcome -> loop.post(() -> answer.accept(outcome)));
        var request =
                BootServiceWaitRequest.newBuilder().setMachineId(server.uuid()).build();
        BootServiceGrpc.newStub(awake(channel)).wait(request, stream);
        return stream::cancel;
    }

    private <T> Consumer<Outcome<T>> ended(Consumer<Outcome<T>> answer) {
        return outcome -> loop.post(() -> {
            gate.leave();
            answer.accept(outcome);
        });
    }

    /** A connection that failed waits for up to two minutes before it tries again; who calls wants it to try now. */
    private static ManagedChannel awake(ManagedChannel channel) {
        switch (channel.getState(false)) {
            case TRANSIENT_FAILURE -> channel.resetConnectBackoff();
            case IDLE, CONNECTING, READY, SHUTDOWN -> {}
        }
        return channel;
    }

    static <T> Outcome<T> failure(Throwable thrown) {
        var status = Status.fromThrowable(thrown);
        var kind = switch (status.getCode()) {
            case UNIMPLEMENTED -> Kind.UNIMPLEMENTED;
            case UNAVAILABLE -> brokenTrust(status.getCause()) ? Kind.CERTIFICATE : Kind.AWAY;
            case DEADLINE_EXCEEDED, CANCELLED, RESOURCE_EXHAUSTED, ABORTED -> Kind.AWAY;
            default -> Kind.REFUSED;
        };
        String text = status.getDescription() == null ? String.valueOf(status.getCause()) : status.getDescription();
        return Outcome.failed(kind, status.getCode() + " " + text);
    }

    /** A verification that failed says so with a certificate or path exception; a refused client does not. */
    private static boolean brokenTrust(@Nullable Throwable cause) {
        for (var each = cause; each != null; each = each.getCause()) {
            boolean tls = each instanceof SSLException || each instanceof GeneralSecurityException;
            if (tls && each.getCause() instanceof GeneralSecurityException) {
                return true;
            }
        }
        return false;
    }

    /** Takes the one answer of a unary call. */
    private static final class Single<A, T> implements StreamObserver<A> {
        private final Function<A, T> reader;
        private final Consumer<Outcome<T>> answer;
        private @Nullable Outcome<T> outcome;

        Single(Function<A, T> reader, Consumer<Outcome<T>> answer) {
            this.reader = reader;
            this.answer = answer;
        }

        @Override
        public void onNext(A value) {
            outcome = new Outcome.Ok<>(reader.apply(value));
        }

        @Override
        public void onError(Throwable thrown) {
            answer.accept(failure(thrown));
        }

        @Override
        public void onCompleted() {
            answer.accept(outcome == null ? Outcome.failed(Kind.REFUSED, "no answer") : outcome);
        }
    }

    /** Holds a wait: messages only keep it alive, its clean end is what was waited for. */
    private static final class WaitStream
            implements ClientResponseObserver<BootServiceWaitRequest, BootServiceWaitResponse> {
        private final Consumer<Outcome<Done>> answer;
        private volatile boolean cancelled;
        private volatile @Nullable ClientCallStreamObserver<BootServiceWaitRequest> call;

        WaitStream(Consumer<Outcome<Done>> answer) {
            this.answer = answer;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<BootServiceWaitRequest> stream) {
            call = stream;
        }

        @Override
        public void onNext(BootServiceWaitResponse alive) {}

        @Override
        public void onError(Throwable thrown) {
            if (!cancelled) {
                answer.accept(failure(thrown));
            }
        }

        @Override
        public void onCompleted() {
            if (!cancelled) {
                answer.accept(Outcome.done());
            }
        }

        void cancel() {
            cancelled = true;
            var stream = call;
            if (stream != null) {
                stream.cancel("no longer waiting", null);
            }
        }
    }
}

package metalplant.server.boot;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import metalplant.wire.boot.v1.BootServiceGrpc;
import metalplant.wire.boot.v1.BootServiceWaitRequest;
import metalplant.wire.boot.v1.BootServiceWaitResponse;

/** The client's end of a wait stream. */
final class Listening extends ClientCall.Listener<BootServiceWaitResponse> {
    private final AtomicInteger messages = new AtomicInteger();
    private final CompletableFuture<Status> end = new CompletableFuture<>();
    private final ClientCall<BootServiceWaitRequest, BootServiceWaitResponse> call;

    private Listening(Channel channel) {
        MethodDescriptor<BootServiceWaitRequest, BootServiceWaitResponse> method = BootServiceGrpc.getWaitMethod();
        call = channel.newCall(method, CallOptions.DEFAULT);
    }

    static Listening to(Channel channel, String machineId) {
        var listening = new Listening(channel);
        listening.call.start(listening, new Metadata());
        listening.call.request(1_000_000);
        listening.call.sendMessage(
                BootServiceWaitRequest.newBuilder().setMachineId(machineId).build());
        listening.call.halfClose();
        return listening;
    }

    @Override
    public void onMessage(BootServiceWaitResponse message) {
        messages.incrementAndGet();
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        end.complete(status);
    }

    int messages() {
        return messages.get();
    }

    boolean open() {
        return !end.isDone();
    }

    Status.Code end() {
        return end.orTimeout(30, TimeUnit.SECONDS).join().getCode();
    }

    void cancel() {
        call.cancel("test", null);
    }
}

package metalplant.rack;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import metalplant.rack.plant.Pem;
import metalplant.wire.boot.v1.BootServiceAbortReinstallRequest;
import metalplant.wire.boot.v1.BootServiceAbortReinstallResponse;
import metalplant.wire.boot.v1.BootServiceBootRequest;
import metalplant.wire.boot.v1.BootServiceBootResponse;
import metalplant.wire.boot.v1.BootServiceDhcpRequest;
import metalplant.wire.boot.v1.BootServiceDhcpResponse;
import metalplant.wire.boot.v1.BootServiceGrpc;
import metalplant.wire.boot.v1.BootServiceRegisterRequest;
import metalplant.wire.boot.v1.BootServiceRegisterResponse;
import metalplant.wire.boot.v1.BootServiceReportRequest;
import metalplant.wire.boot.v1.BootServiceReportResponse;
import metalplant.wire.boot.v1.BootServiceSuperUserPasswordRequest;
import metalplant.wire.boot.v1.BootServiceSuperUserPasswordResponse;
import metalplant.wire.boot.v1.BootServiceWaitRequest;
import metalplant.wire.boot.v1.BootServiceWaitResponse;
import metalplant.wire.boot.v1.EventServiceGrpc;
import metalplant.wire.boot.v1.EventServiceSendRequest;
import metalplant.wire.boot.v1.EventServiceSendResponse;

/** The gRPC half of a small plant: remembers, and lets servers wait until they are let go. */
final class FakeBoot implements AutoCloseable {
    final Queue<String> events = new ConcurrentLinkedQueue<>();
    final Map<String, BootServiceRegisterRequest> registered = new ConcurrentHashMap<>();
    final Map<String, BootServiceReportRequest> reported = new ConcurrentHashMap<>();
    final Set<String> booted = ConcurrentHashMap.newKeySet();
    private final Map<String, StreamObserver<BootServiceWaitResponse>> waits = new ConcurrentHashMap<>();
    private final Pem tls;
    private Server server;

    FakeBoot(Pem tls) throws IOException {
        this.tls = tls;
        this.server = start(0);
    }

    private Server start(int port) throws IOException {
        var context = GrpcSslContexts.configure(
                        SslContextBuilder.forServer(stream(tls.cert()), stream(tls.key())), SslProvider.JDK)
                .trustManager(stream(tls.ca()))
                .clientAuth(ClientAuth.REQUIRE)
                .build();
        return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .sslContext(context)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addService(new Boot())
                .addService(new Events())
                .build()
                .start();
    }

    private static InputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    boolean isWaiting(String uuid) {
        return waits.containsKey(uuid);
    }

    void endWait(String uuid) {
        var wait = waits.remove(uuid);
        if (wait != null) {
            wait.onCompleted();
        }
    }

    List<String> eventsOf(String uuid) {
        return events.stream()
                .filter(line -> line.startsWith(uuid))
                .map(line -> line.substring(uuid.length() + 1))
                .toList();
    }

    /** Gone and back on the same port; what waited has broken. */
    void restart(Runnable whileAway) throws IOException, InterruptedException {
        int port = server.getPort();
        close();
        waits.clear();
        whileAway.run();
        server = start(port);
    }

    @Override
    public void close() throws InterruptedException {
        server.shutdownNow();
        server.awaitTermination(10, TimeUnit.SECONDS);
    }

    private static <T> void answer(StreamObserver<T> observer, T value) {
        observer.onNext(value);
        observer.onCompleted();
    }

    private final class Events extends EventServiceGrpc.EventServiceImplBase {
        @Override
        public void send(EventServiceSendRequest request, StreamObserver<EventServiceSendResponse> observer) {
            request.getEventsMap().forEach((uuid, event) -> events.add(uuid + " " + event.getEvent()));
            answer(
                    observer,
                    EventServiceSendResponse.newBuilder()
                            .setEvents(request.getEventsCount())
                            .build());
        }
    }

    private final class Boot extends BootServiceGrpc.BootServiceImplBase {
        @Override
        public void dhcp(BootServiceDhcpRequest request, StreamObserver<BootServiceDhcpResponse> observer) {
            events.add(request.getUuid() + " PXE Booting");
            answer(observer, BootServiceDhcpResponse.getDefaultInstance());
        }

        @Override
        public void boot(BootServiceBootRequest request, StreamObserver<BootServiceBootResponse> observer) {
            booted.add(request.getMac());
            answer(
                    observer,
                    BootServiceBootResponse.newBuilder()
                            .setKernel("http://kernel")
                            .build());
        }

        @Override
        public void superUserPassword(
                BootServiceSuperUserPasswordRequest request,
                StreamObserver<BootServiceSuperUserPasswordResponse> observer) {
            answer(observer, BootServiceSuperUserPasswordResponse.getDefaultInstance());
        }

        @Override
        public void register(BootServiceRegisterRequest request, StreamObserver<BootServiceRegisterResponse> observer) {
            if (request.getUuid().isEmpty()) {
                observer.onError(Status.INVALID_ARGUMENT.asRuntimeException());
                return;
            }
            registered.put(request.getUuid(), request);
            answer(
                    observer,
                    BootServiceRegisterResponse.newBuilder()
                            .setUuid(request.getUuid())
                            .build());
        }

        @Override
        public void wait(BootServiceWaitRequest request, StreamObserver<BootServiceWaitResponse> observer) {
            observer.onNext(BootServiceWaitResponse.getDefaultInstance());
            waits.put(request.getMachineId(), observer);
        }

        @Override
        public void report(BootServiceReportRequest request, StreamObserver<BootServiceReportResponse> observer) {
            reported.put(request.getUuid(), request);
            answer(observer, BootServiceReportResponse.getDefaultInstance());
        }

        @Override
        public void abortReinstall(
                BootServiceAbortReinstallRequest request, StreamObserver<BootServiceAbortReinstallResponse> observer) {
            answer(observer, BootServiceAbortReinstallResponse.getDefaultInstance());
        }
    }
}

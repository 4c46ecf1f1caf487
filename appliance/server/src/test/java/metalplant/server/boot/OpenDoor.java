package metalplant.server.boot;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.helidon.webserver.WebServer;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import metalplant.core.boot.AbortReinstall;
import metalplant.core.boot.BootLeases;
import metalplant.core.boot.BootMachine;
import metalplant.core.boot.LentLease;
import metalplant.core.boot.RegisterMachine;
import metalplant.core.boot.ReportInstallation;
import metalplant.core.boot.WaitRegistry;
import metalplant.core.bus.BmcSuperUser;
import metalplant.core.bus.Outbox;
import metalplant.core.event.EventIntake;
import metalplant.core.event.EventIntakeConfig;
import metalplant.core.restore.Doubts;
import metalplant.core.store.InMemoryStore;
import metalplant.model.Stamp;
import metalplant.model.machine.Machine;
import metalplant.model.partition.Partition;
import metalplant.model.size.Size;
import metalplant.server.PlantConfig;
import metalplant.server.PlantOptions;
import metalplant.store.DatabaseConfig;
import metalplant.wire.boot.v1.BootServiceGrpc;
import metalplant.wire.boot.v1.EventServiceGrpc;

/** A boot door on a real socket over a store in memory, and clients of it. */
final class OpenDoor implements AutoCloseable {
    static final String PARTITION = "part-1";
    static final String NODE = "node-1";

    final InMemoryStore store = new InMemoryStore();
    final BeatWorld world = new BeatWorld();
    final EventIntake events = new EventIntake(store, world, EventIntakeConfig.DEFAULT).start();
    final WaitRegistry waits;
    final BootLeases leases;
    final BootDoor door;
    private final TestPki pki;
    private final WebServer server;
    private final List<ManagedChannel> channels = new ArrayList<>();

    OpenDoor(Path folder, List<Size> sizes) {
        this(folder, sizes, 100);
    }

    OpenDoor(Path folder, List<Size> sizes, int waitsMax) {
        pki = TestPki.in(folder);
        store.run("fixture", tx -> {
            var boot = new Partition.BootConfig("http://images/initrd", "http://images/kernel", "quiet");
            tx.partitions()
                    .insert(new Partition(
                            PARTITION, "", "", "", Map.of(), boot, List.of(), List.of(), Stamp.fresh(world)));
            sizes.forEach(tx.sizes()::insert);
            return PARTITION;
        });
        Executor background = work -> Thread.ofVirtual().start(work);
        var outbox = new Outbox(world, BmcSuperUser.NONE);
        var certificates = new LeaseCertificates(pki.listener());
        waits = new WaitRegistry(store, world, NODE, background, waitsMax);
        leases = new BootLeases(store, world, certificates, certificates::newHmacKey, BootLeases.LIFE, 5);
        door = new BootDoor(
                config(),
                new BootUseCases(
                        new BootMachine(store, events, new BmcSuperUser("geheim"), new Doubts(store)),
                        new RegisterMachine(store, world, (_, machine) -> rack(machine)),
                        waits,
                        new ReportInstallation(store, world, outbox),
                        new AbortReinstall(store, world, outbox),
                        events,
                        leases),
                world,
                background);
        var builder = WebServer.builder().address(InetAddress.getLoopbackAddress());
        door.contribute(builder);
        server = builder.build().start();
        door.open();
    }

    private static String rack(Machine machine) {
        return machine.hardware().nics().stream()
                        .anyMatch(nic -> !nic.neighbors().isEmpty())
                ? "rack-1"
                : "";
    }

    private PlantConfig config() {
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new PlantConfig(
                PARTITION,
                any,
                "/",
                any,
                pki.listener(),
                new PlantConfig.HmacKeys("view", "edit", "admin", "switches", "controllers"),
                "",
                new DatabaseConfig("jdbc:postgresql:none", "", "", 1),
                Optional.empty(),
                pki.folder(),
                "test",
                PlantOptions.DEFAULT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    int port() {
        return server.port(BootDoorSocket.NAME);
    }

    File authority() {
        return pki.file("ca.crt").toFile();
    }

    File sharedCertificate() {
        return pki.file("client.crt").toFile();
    }

    File sharedKey() {
        return pki.file("client.key").toFile();
    }

    BootServiceGrpc.BootServiceBlockingStub shared() {
        return stub(sharedChannel());
    }

    ManagedChannel sharedChannel() {
        try (var cert = Files.newInputStream(sharedCertificate().toPath());
                var key = Files.newInputStream(sharedKey().toPath())) {
            return channel(Optional.of(cert), Optional.of(key));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    /** As the plant's own boot server. */
    ManagedChannel bootServer() {
        try (var cert = Files.newInputStream(pki.file("boot.crt"));
                var key = Files.newInputStream(pki.file("boot.key"))) {
            return channel(Optional.of(cert), Optional.of(key));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    ManagedChannel leased(LentLease lease) {
        return channel(
                Optional.of(text(lease.signed().certificate())),
                Optional.of(text(lease.signed().key())));
    }

    ManagedChannel withoutCertificate() {
        return channel(Optional.empty(), Optional.empty());
    }

    static BootServiceGrpc.BootServiceBlockingStub stub(ManagedChannel channel) {
        return BootServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    static EventServiceGrpc.EventServiceBlockingStub events(ManagedChannel channel) {
        return EventServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    private ManagedChannel channel(Optional<InputStream> certificate, Optional<InputStream> key) {
        try {
            var tls = GrpcSslContexts.forClient().trustManager(authority());
            if (certificate.isPresent()) {
                tls.keyManager(certificate.get(), key.orElseThrow());
            }
            var channel = NettyChannelBuilder.forAddress("127.0.0.1", port())
                    .sslContext(tls.build())
                    .keepAliveTime(10, TimeUnit.SECONDS)
                    .keepAliveTimeout(1, TimeUnit.SECONDS)
                    .keepAliveWithoutCalls(true)
                    .build();
            channels.add(channel);
            return channel;
        } catch (SSLException e) {
            throw new AssertionError(e);
        }
    }

    private static InputStream text(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }

    Machine machine(String id) {
        return store.read("look", tx -> tx.machines().get(id));
    }

    boolean waiting(String id) {
        return machine(id).waiting();
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        door.close();
        server.stop();
        events.close();
    }
}

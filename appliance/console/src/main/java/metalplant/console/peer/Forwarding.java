package metalplant.console.peer;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import metalplant.console.Forwarder;
import metalplant.console.access.Guest;
import metalplant.console.machine.ConsoleMachine;
import metalplant.mesh.certificate.KeyedCertificate;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.trust.OwnKey;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.channel.PtyChannelConfiguration;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.io.nio2.Nio2Session;
import org.apache.sshd.common.session.SessionHeartbeatController;

/**
 * Goes to the console of another plant, through the tunnel, and to metal-bmc's where an operator gave certificates for that. TLS says who is
 * there; the host key of SSH must be the key of that certificate, so nobody between the two is believed.
 */
public final class Forwarding implements Forwarder, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Forwarding.class.getName());
    private static final Duration CONNECT = Duration.ofSeconds(4);
    private static final Duration STEP = Duration.ofSeconds(5);
    private static final Duration ALIVE = Duration.ofSeconds(15);

    private final PeerTrust trust;
    private final ExecutorService threads;
    private final TlsNetwork network;
    private final SshClient client;
    private final Map<SocketAddress, SSLContext> contexts = new ConcurrentHashMap<>();

    public Forwarding(PeerTrust trust) {
        this.trust = trust;
        this.threads = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("console-forward-", 0).factory());
        this.network = new TlsNetwork(threads, contexts::get, CONNECT, (_, _) -> {});
        this.client = SshClient.setUpDefaultClient();
        client.setIoServiceFactoryFactory(network);
        client.setServerKeyVerifier((session, _, key) -> isKeyOfCertificate(session, key));
        client.setSessionHeartbeat(SessionHeartbeatController.HeartbeatType.IGNORE, ALIVE);
        client.start();
    }

    private static boolean isKeyOfCertificate(ClientSession session, java.security.PublicKey key) {
        try {
            return ((Nio2Session) session.getIoSession()).getSocket() instanceof TlsChannel channel
                    && KeyUtils.compareKeys(SshKeys.of(channel.peer()[0].getPublicKey()), key);
        } catch (IOException e) {
            LOG.log(DEBUG, "the other console has gone", e);
            return false;
        }
    }

    /** Where to go, and as whom. */
    private record Way(InetSocketAddress address, String plant, String label, KeyedCertificate own) {}

    @Override
    public Elsewhere open(ConsoleMachine machine, Guest guest, int columns, int rows) {
        var way = way(machine);
        contexts.put(
                way.address(),
                trust.calling(new OwnKey(way.own().certificate(), way.own().key()), way.plant()));
        try {
            var session = client.connect(machine.id(), way.address())
                    .verify(CONNECT.multipliedBy(2))
                    .getSession();
            try {
                session.auth().verify(STEP);
                return new Session(session, shell(session, guest, columns, rows));
            } catch (IOException | RuntimeException e) {
                session.close(true);
                throw e;
            }
        } catch (IOException e) {
            throw unreachable(way, e);
        }
    }

    private static Problem unreachable(Way way, IOException e) {
        var deepest = (Throwable) e;
        for (int depth = 0; deepest.getCause() != null && depth < 8; depth++) {
            deepest = deepest.getCause();
        }
        var why = deepest instanceof CertificateException || deepest.getMessage() != null
                ? String.valueOf(deepest.getMessage())
                : deepest.getClass().getSimpleName();
        return Problem.of(
                        ProblemCode.TOO_BUSY,
                        "the console of %s at %s cannot be reached: %s".formatted(way.label(), way.address(), why))
                .because(e);
    }

    private Way way(ConsoleMachine machine) {
        var peer = trust.book().ofPartition(machine.partition());
        var own = trust.book().own();
        if (peer.isPresent() && own.isPresent()) {
            var address = peer.get().address().or(() -> management(machine));
            return new Way(
                    address.orElseThrow(() -> nowhere(
                            machine, "there is no tunnel to it, and its partition names no mgmtserviceaddress")),
                    peer.get().plant(),
                    "plant " + peer.get().label(),
                    own.get());
        }
        var foreign = trust.foreign()
                .orElseThrow(
                        () -> nowhere(
                                machine,
                                "no plant of this federation says that the partition is its own, and there are no certificates for others"));
        return new Way(
                management(machine).orElseThrow(() -> nowhere(machine, "its partition names no mgmtserviceaddress")),
                "",
                "partition " + machine.partition(),
                foreign.own());
    }

    private static Problem nowhere(ConsoleMachine machine, String why) {
        return Problem.of(
                ProblemCode.TOO_BUSY,
                "the consoles of partition %s cannot be reached: %s".formatted(machine.partition(), why));
    }

    private static java.util.Optional<InetSocketAddress> management(ConsoleMachine machine) {
        if (!machine.management().matches(".+:[0-9]{1,5}")) {
            return java.util.Optional.empty();
        }
        int colon = machine.management().lastIndexOf(':');
        var resolved = new InetSocketAddress(
                machine.management().substring(0, colon).replaceAll("^\\[|]$", ""),
                Integer.parseInt(machine.management().substring(colon + 1)));
        return resolved.isUnresolved() ? java.util.Optional.empty() : java.util.Optional.of(resolved);
    }

    private static ChannelShell shell(ClientSession session, Guest guest, int columns, int rows) throws IOException {
        var terminal = new PtyChannelConfiguration();
        terminal.setPtyType("xterm");
        terminal.setPtyColumns(columns);
        terminal.setPtyLines(rows);
        var variables = new HashMap<String, Object>();
        variables.put(PeerDoor.WHO, guest.who());
        guest.mark().ifPresent(mark -> variables.put(PeerDoor.ALLOCATION, mark));
        var channel = session.createShellChannel(terminal, variables);
        channel.setRedirectErrorStream(true);
        channel.open().verify(STEP);
        return channel;
    }

    @Override
    public void close() {
        client.stop();
        network.close();
        threads.shutdownNow();
    }

    /** One of them. */
    private record Session(ClientSession session, ChannelShell channel) implements Elsewhere {
        @Override
        public InputStream output() {
            return channel.getInvertedOut();
        }

        @Override
        public void type(byte[] bytes) {
            try {
                OutputStream in = channel.getInvertedIn();
                in.write(bytes);
                in.flush();
            } catch (IOException e) {
                LOG.log(DEBUG, "the other console takes nothing more", e);
            }
        }

        @Override
        public void window(int columns, int rows) {
            try {
                channel.sendWindowChange(columns, rows);
            } catch (IOException e) {
                LOG.log(DEBUG, "the other console takes nothing more", e);
            }
        }

        @Override
        public void close() {
            session.close(true);
        }
    }
}

package metalplant.console.peer;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLSocket;
import metalplant.console.Consoles;
import metalplant.console.access.Guest;
import metalplant.console.access.Limits;
import metalplant.console.machine.ConsoleMachine;
import metalplant.console.ssh.Entry;
import metalplant.console.ssh.Servers;
import metalplant.mesh.certificate.KeyedCertificate;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.trust.OwnKey;
import org.apache.sshd.common.io.nio2.Nio2Session;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.ServerConnectionServiceFactory;
import org.apache.sshd.server.session.ServerSession;

/**
 * Where consoles of other plants, and metal-console, come in for machines of this one: as metal-bmc's listener, TLS 1.3 with a certificate of
 * either side, within it SSH whose user is the machine, without a login of its own, and whose host key is that of the TLS certificate. Whoever
 * calls has looked who its person is; a plant says so in a variable, so that it can be written down here too.
 */
public final class PeerDoor implements AutoCloseable {
    /** Inside of tunnels, and metal-bmc's. */
    public static final int PORT = 3333;

    /** Who it is over there, and the allocation with which it ends, or "admin". */
    static final String WHO = "LC_METAL_PLANT_WHO";

    static final String ALLOCATION = "LC_METAL_PLANT_ALLOCATION";

    private static final System.Logger LOG = System.getLogger(PeerDoor.class.getName());
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final int SAID_MAX = 200;

    private final SshServer server;
    private final ExecutorService threads;
    private final TlsNetwork network;
    private final PeerTrust trust;
    private final Map<TlsChannel, PeerTrust.Known> open = new ConcurrentHashMap<>();
    private final World world;
    private final Thread looks;

    private PeerDoor(InetSocketAddress listen, KeyedCertificate own, PeerTrust trust, Consoles consoles, World world) {
        this.trust = trust;
        this.world = world;
        this.threads = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("console-peers-", 0).factory());
        this.server = Servers.plain(SshKeys.of(own), Limits.DEFAULT);
        var context = trust.listening(new OwnKey(own.certificate(), own.key()));
        this.network = new TlsNetwork(threads, _ -> context, Duration.ZERO, this::shaken);
        server.setIoServiceFactoryFactory(network);
        server.setUserAuthFactories(List.of(new ProvenByTls()));
        server.setServiceFactories(List.of(new ProvenByTls.Logins(), ServerConnectionServiceFactory.INSTANCE));
        server.setHost(listen.getAddress().getHostAddress());
        server.setPort(listen.getPort());
        Servers.serve(server, consoles, this::entry, world);
        this.looks = Thread.ofVirtual().name("console peers").unstarted(this::look);
    }

    /** Listens. @param own shown in TLS; its key is the host key as well */
    public static PeerDoor start(
            InetSocketAddress listen, KeyedCertificate own, PeerTrust trust, Consoles consoles, World world) {
        var door = new PeerDoor(listen, own, trust, consoles, world);
        try {
            door.server.start();
        } catch (IOException e) {
            door.threads.shutdownNow();
            throw new UncheckedIOException(
                    "cannot listen on %s for consoles of other plants: %s".formatted(listen, e.getMessage()), e);
        }
        door.looks.start();
        return door;
    }

    public int port() {
        return server.getPort();
    }

    private void shaken(SSLSocket socket, TlsChannel channel) {
        try {
            open.put(channel, trust.identify(socket.getSession().getPeerCertificates()));
        } catch (CertificateException | IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Whoever is no member any more is out. */
    private void look() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                world.pause(LOOK);
            } catch (InterruptedException _) {
                return;
            }
            open.keySet().removeIf(channel -> !channel.isOpen());
            open.keySet().forEach(this::endStranger);
        }
    }

    private void endStranger(TlsChannel channel) {
        try {
            trust.identify(channel.peer());
        } catch (CertificateException | IOException e) {
            LOG.log(DEBUG, "another console is let go: {0}", e.getMessage());
            channel.close();
        }
    }

    private Entry entry(ServerSession session) {
        var socket = ((Nio2Session) session.getIoSession()).getSocket();
        var known = Optional.ofNullable(socket instanceof TlsChannel channel ? open.get(channel) : null);
        return new Caller(
                session.getUsername(),
                known.orElseThrow(() -> Problem.of(ProblemCode.NOT_ALLOWED, "this connection proved nothing")),
                String.valueOf(session.getClientAddress()));
    }

    @Override
    public void close() {
        looks.interrupt();
        try {
            server.stop(true);
        } catch (IOException e) {
            LOG.log(DEBUG, "door of other consoles did not close", e);
        }
        network.close();
        threads.shutdownNow();
    }

    /** Another console. */
    private record Caller(String machine, PeerTrust.Known known, String from) implements Entry {
        @Override
        public Guest guest(ConsoleMachine machine, Map<String, String> variables) {
            if (!machine.here()) {
                throw refused("machine %s is not one of this plant".formatted(machine.id()));
            }
            var said = variables.getOrDefault(WHO, "");
            var who = said.length() <= SAID_MAX ? said : said.substring(0, SAID_MAX);
            var mark = Optional.ofNullable(variables.get(ALLOCATION)).filter(each -> !each.isEmpty());
            return switch (known) {
                case PeerTrust.Foreign foreign -> new Guest.Forwarded(foreign.subject(), who, Optional.empty());
                case PeerTrust.Plant plant -> guest(plant.peer(), who, mark);
            };
        }

        /** What people of another plant may here is what its role here is. */
        private static Guest guest(PeerBook.Peer peer, String who, Optional<String> mark) {
            if (mark.isEmpty() && !peer.mayEdit()) {
                throw refused("admins of plant %s are none here: its role is less than edit".formatted(peer.label()));
            }
            if (!peer.mayView()) {
                throw refused("people of plant %s see nothing of this one".formatted(peer.label()));
            }
            return new Guest.Forwarded(peer.label(), who, mark);
        }

        private static Problem refused(String why) {
            return Problem.of(ProblemCode.NOT_ALLOWED, why);
        }
    }
}

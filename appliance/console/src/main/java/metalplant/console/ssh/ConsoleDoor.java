package metalplant.console.ssh;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import metalplant.console.Consoles;
import metalplant.console.access.Gate;
import metalplant.console.access.Guest;
import metalplant.console.access.Limits;
import metalplant.console.machine.ConsoleMachine;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.threads.NoCloseExecutor;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.ServerSession;

/** SSH for people: the user name is a machine. */
public final class ConsoleDoor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ConsoleDoor.class.getName());

    private final SshServer server;
    private final ExecutorService threads;
    private final Gate gate;

    private ConsoleDoor(SshServer server, ExecutorService threads, Gate gate) {
        this.server = server;
        this.threads = threads;
        this.gate = gate;
    }

    /** Listens. @throws UncheckedIOException if the port cannot be had */
    public static ConsoleDoor start(
            InetSocketAddress listen, HostKey key, Consoles consoles, Limits limits, World world) {
        var gate = new Gate(limits, world);
        var server = Servers.plain(key.pair(), limits);
        // Logins ask the plant's API and wait for it; as many threads as there may be strangers, and none while nobody
        // logs in.
        var threads = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("console-ssh-", 0).factory());
        server.setIoServiceFactoryFactory(new Nio2ServiceFactoryFactory(() -> new NoCloseExecutor(threads)));
        server.setHost(listen.getAddress().getHostAddress());
        server.setPort(listen.getPort());
        var login = new Login(consoles, world);
        server.setPublickeyAuthenticator(login::key);
        server.setPasswordAuthenticator((machine, password, session) -> login.token(machine, password, session));
        server.setKeyboardInteractiveAuthenticator(login);
        server.setIoServiceEventListener(new Bouncer(gate));
        server.addSessionListener(new Counter(gate, login));
        Servers.serve(server, consoles, session -> new Person(session, consoles), world);
        try {
            server.start();
        } catch (IOException e) {
            threads.shutdownNow();
            throw new UncheckedIOException("cannot listen on %s for consoles: %s".formatted(listen, e.getMessage()), e);
        }
        return new ConsoleDoor(server, threads, gate);
    }

    public int port() {
        return server.getPort();
    }

    public Gate.Count count() {
        return gate.count();
    }

    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException e) {
            LOG.log(DEBUG, "door of consoles did not close", e);
        }
        threads.shutdownNow();
    }

    static String address(SocketAddress address) {
        return address instanceof InetSocketAddress internet
                ? internet.getAddress().getHostAddress()
                : address.toString();
    }

    /** Looks at connections before they are anything. */
    private record Bouncer(Gate gate) implements IoServiceEventListener {
        @Override
        public void connectionAccepted(
                IoAcceptor acceptor, SocketAddress local, SocketAddress remote, SocketAddress service)
                throws IOException {
            var refusal = gate.refusal(address(remote));
            if (refusal.isPresent()) {
                throw new IOException("refused: " + refusal.get());
            }
        }
    }

    /** Counts them from their beginning to their end. */
    private record Counter(Gate gate, Login login) implements SessionListener {
        @Override
        public void sessionCreated(Session session) {
            gate.opened(
                    session.getIoSession().getId(),
                    address(session.getIoSession().getRemoteAddress()));
        }

        @Override
        public void sessionEvent(Session session, Event event) {
            if (event == Event.Authenticated) {
                gate.loggedIn(session.getIoSession().getId());
            }
        }

        @Override
        public void sessionClosed(Session session) {
            gate.closed(session.getIoSession().getId());
            login.closed(session);
        }
    }

    /** Somebody who has logged in with a key or a token. */
    private record Person(ServerSession session, Consoles consoles) implements Entry {
        @Override
        public String machine() {
            return session.getUsername();
        }

        @Override
        public String from() {
            return address(session.getClientAddress());
        }

        /** A token may come as a variable too, as metalctl sends it: that is how somebody with a key becomes an admin. */
        @Override
        public Guest guest(ConsoleMachine machine, Map<String, String> variables) {
            var admin = Optional.ofNullable(session.getAttribute(Login.ADMIN));
            if (admin.isPresent()) {
                return new Guest.Admin(admin.get());
            }
            var token = variables.getOrDefault(Login.TOKEN_VARIABLE, "");
            if (!token.isEmpty()) {
                return new Guest.Admin(consoles.tokens().email(token));
            }
            return Optional.ofNullable(session.getAttribute(Login.OWNER))
                    .<Guest>map(owner -> owner)
                    .orElseThrow(() -> Problem.of(ProblemCode.NOT_ALLOWED, "nobody has logged in"));
        }
    }

    /** Keys as they are compared. */
    static List<PublicKey> keys(ConsoleMachine machine) {
        return machine.holding().stream()
                .flatMap(each -> each.keys().stream())
                .flatMap(line -> Login.parsed(line).stream())
                .toList();
    }
}

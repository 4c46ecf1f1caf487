package metalplant.console.ssh;

import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import metalplant.console.Consoles;
import metalplant.console.access.Limits;
import metalplant.model.World;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.SessionHeartbeatController;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.ServerSession;

/** What the door for people and the one for other plants have in common: consoles, and nothing else that SSH can do. */
public final class Servers {
    /** Of what is typed: a terminal is no file. */
    private static final long WINDOW = 64 << 10;

    private static final long PACKET = 16 << 10;
    private static final int CHANNELS_MAX = 4;
    private static final int LOGIN_REQUESTS_MAX = 24;
    private static final Duration ALIVE = Duration.ofSeconds(30);

    private Servers() {}

    /** A server without logins and without a place to listen at. */
    public static SshServer plain(KeyPair key, Limits limits) {
        var server = ServerBuilder.builder().build();
        server.setKeyPairProvider(KeyPairProvider.wrap(key));
        // Whoever has not logged in may not make us raise large numbers to large powers.
        server.setKeyExchangeFactories(ServerBuilder.setUpDefaultKeyExchanges(false).stream()
                .filter(each -> !each.getName().startsWith("diffie-hellman"))
                .toList());
        server.setSubsystemFactories(List.of());
        CoreModuleProperties.SERVER_IDENTIFICATION.set(server, "metal-plant");
        CoreModuleProperties.AUTH_TIMEOUT.set(server, limits.login());
        CoreModuleProperties.IDLE_TIMEOUT.set(server, limits.idle());
        CoreModuleProperties.NIO2_READ_TIMEOUT.set(server, limits.idle().plus(limits.login()));
        CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, LOGIN_REQUESTS_MAX);
        CoreModuleProperties.MAX_CONCURRENT_CHANNELS.set(server, CHANNELS_MAX);
        CoreModuleProperties.WINDOW_SIZE.set(server, WINDOW);
        CoreModuleProperties.MAX_PACKET_SIZE.set(server, PACKET);
        CoreModuleProperties.TCP_NODELAY.set(server, true);
        CoreModuleProperties.SOCKET_KEEPALIVE.set(server, true);
        server.setSessionHeartbeat(SessionHeartbeatController.HeartbeatType.IGNORE, ALIVE);
        return server;
    }

    /** Every shell and every command is the console. */
    public static void serve(SshServer server, Consoles consoles, Function<ServerSession, Entry> entries, World world) {
        server.setShellFactory(channel -> new Terminal(consoles, entries.apply(channel.getServerSession()), world));
        server.setCommandFactory(
                (channel, _) -> new Terminal(consoles, entries.apply(channel.getServerSession()), world));
    }
}

package metalplant.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import metalplant.bmc.driver.Controller;
import metalplant.console.access.Limits;
import metalplant.testkit.bus.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenSSH's client in a pseudo terminal, our console, ipmitool, ipmi_sim, and back. */
class ConsoleOverSshTest {
    private static final String CTRL_BRACKET = "\u001d";

    private final Path folder;
    private final OneMachine book = new OneMachine();
    private final SerialMachine machine;
    private final SshClients clients;
    private final String alice;
    private ConsoleServer server;

    ConsoleOverSshTest(@TempDir Path folder) {
        this.folder = folder;
        this.machine = new SerialMachine(folder.resolve("machine"));
        this.clients = new SshClients(folder.resolve("clients"));
        this.alice = clients.key("alice", "ed25519");
        book.behind(machine.controller()).with(OneMachine.allocated(true, "first", "not a key", alice));
        this.server = start();
    }

    private ConsoleServer start() {
        return book.serve(folder, 0, "ipmitool");
    }

    @AfterEach
    void end() {
        clients.close();
        server.close();
        machine.close();
    }

    @Test
    void whatIsTypedReachesTheMachineAndItsAnswerComesBack() throws IOException {
        var session = clients.withKey(server.port(), "alice");

        session.sees("Ctrl-] ? says").types("uname -a\r");
        session.sees("the machine heard <uname -a>");
        // What ipmitool would take for itself goes through as well; of two tildes ssh sends one.
        session.types("~~.still here\r\u001e.and here\r" + CTRL_BRACKET + CTRL_BRACKET + "x\r");
        session.sees("heard <~.still here>").sees("heard <\u001e.and here>").sees("heard <" + CTRL_BRACKET + "x>");
        session.types(CTRL_BRACKET + "s");
        session.sees("heard <stty rows 40 columns 120>");
        session.types(CTRL_BRACKET + ".");

        assertThat(session.ends()).isZero();
        Eventually.until(
                "the controller is free again",
                () -> machine.ipmitool("sol", "deactivate").said().contains("already de-activated"));
        assertThat(Files.readString(folder.resolve("console/audit.jsonl")))
                .contains("\"event\":\"opened\"", "\"who\":\"key SHA256:", "\"event\":\"closed\"", "127.0.0.1")
                .doesNotContain("uname");
    }

    @Test
    void keysOfOthersAreRefusedAndTokensOfAdminsAreTaken() {
        clients.key("mallory", "ecdsa");
        var stranger = clients.withKey(server.port(), "mallory");
        assertThat(stranger.ends()).isEqualTo(255);
        assertThat(stranger.seen()).contains("Permission denied");

        assertThat(clients.withToken(server.port(), "guessed").ends()).isEqualTo(255);

        book.with(OneMachine.free(true));
        assertThat(clients.withKey(server.port(), "alice").ends()).isEqualTo(255);
        var admin = clients.withToken(server.port(), OneMachine.TOKEN);
        admin.sees("Ctrl-] ? says").types("who\r");
        admin.sees("heard <who>");
    }

    @Test
    void aFirewallIsForAdminsWhichAKeyAndATokenInAVariableMake() throws IOException {
        book.with(OneMachine.firewall("wall", alice));
        var owner = clients.withKey(server.port(), "alice");
        assertThat(owner.ends()).isEqualTo(1);
        assertThat(owner.seen()).contains("consoles of firewalls are for admins");

        var admin =
                clients.withKey(server.port(), "alice", "-o", "SetEnv=LC_METAL_STACK_OIDC_TOKEN=" + OneMachine.TOKEN);
        admin.sees("Ctrl-] ? says").types("id\r");
        admin.sees("heard <id>");
        assertThat(Files.readString(folder.resolve("console/audit.jsonl"))).contains("admin admin@example.org");
    }

    @Test
    void theEndOfTheAllocationEndsTheSessionOfItsOwnerAndNotThatOfAnAdmin() {
        var owner = clients.withKey(server.port(), "alice").sees("Ctrl-] ? says");
        var admin = clients.withToken(server.port(), OneMachine.TOKEN).sees("key SHA256:");

        book.with(OneMachine.free(true));

        owner.sees("is not allocated any more");
        assertThat(owner.ends()).isEqualTo(1);
        admin.types("still\r");
        admin.sees("heard <still>");
    }

    @Test
    void twoWhoLookSeeTheSameAndOneOfThemWrites() {
        var first = clients.withKey(server.port(), "alice").sees("Ctrl-] ? says");
        first.types("one\r");
        first.sees("heard <one>");
        var second = clients.withToken(server.port(), OneMachine.TOKEN);
        second.sees("is here and writes").sees("heard <one>");
        first.sees("admin admin@example.org looks too");

        second.types("nobody\r");
        second.sees("somebody else writes");
        second.types(CTRL_BRACKET + "w");
        first.sees("writes now");
        second.types("two\r");
        second.sees("heard <two>");
        first.sees("heard <two>");

        assertThat(machine.typed()).doesNotContain("nobody");
    }

    @Test
    void aSessionThatSomebodyElseLeftOpenIsTakenOverAfterAsking() {
        var other = machine.takenBySomebodyElse();

        var careful = clients.withKey(server.port(), "alice").sees("Take it over?");
        careful.types("n");
        assertThat(careful.ends()).isEqualTo(1);
        assertThat(other.isAlive()).isTrue();

        var bold = clients.withKey(server.port(), "alice").sees("Take it over?");
        bold.types("y");
        Eventually.until("the console is ours", () -> server.seen().size() == 1);
        bold.types("mine\r");
        bold.sees("heard <mine>");
        Programs.kill(other);
    }

    @Test
    void whatWasPrintedBeforeIsShownAlsoBehindARestartAndNotToTheNextOwner() {
        var before = clients.withKey(server.port(), "alice").sees("Ctrl-] ? says");
        machine.prints("kernel panic\r\n");
        before.sees("kernel panic");

        server.close();
        assertThat(before.ends()).isEqualTo(1);
        server = start();
        clients.withKey(server.port(), "alice")
                .sees("printed before")
                .sees("kernel panic")
                .close();

        book.with(OneMachine.allocated(true, "second", clients.key("bob", "rsa")));
        var next = clients.withKey(server.port(), "bob").sees("Ctrl-] ? says");
        next.types("mine\r");
        next.sees("heard <mine>");
        assertThat(next.seen()).doesNotContain("kernel panic");
        clients.withToken(server.port(), OneMachine.TOKEN).sees("kernel panic");
    }

    @Test
    void aDeadControllerSaysSoWithinTenSeconds() {
        machine.dies();
        long began = System.nanoTime();
        var session = clients.withKey(server.port(), "alice");

        assertThat(session.ends()).isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        assertThat(session.seen()).contains("the management controller 127.0.0.1 cannot be reached");
    }

    @Test
    void aControllerThatOnlySpeaksRedfishIsSaidToHaveNoConsole() throws IOException {
        // Another address of loopback, where only the port of HTTPS is open.
        try (var https = new java.net.ServerSocket(443, 5, InetAddress.ofLiteral("127.0.0.43"))) {
            book.behind(new Controller("127.0.0.43", https.getLocalPort() + 180, "root", "calvin"));
            var session = clients.withKey(server.port(), "alice");
            assertThat(session.ends()).isEqualTo(1);
            assertThat(session.seen()).contains("answers on port 443 and not over IPMI", "Redfish has none");
        }
    }

    @Test
    void anApiThatIsAwayIsNotTakenForANo() {
        book.goesAway();
        var session = clients.withKey(server.port(), "alice");
        assertThat(session.ends()).isEqualTo(255);
        assertThat(session.seen()).contains("nobody can say now who may see this console");
    }

    @Test
    void theHostKeyStaysAndAnotherOneIsNoticedByClients() throws IOException {
        var key = server.fingerprint();
        clients.withKey(server.port(), "alice").sees("Ctrl-] ? says").close();
        server.close();
        server = start();
        assertThat(server.fingerprint()).isEqualTo(key);

        server.close();
        Files.delete(folder.resolve("console/host_key"));
        server = start();
        assertThat(server.fingerprint()).isNotEqualTo(key);
    }

    @Test
    void aFloodOfStrangersKeepsNobodyElseOut() throws IOException {
        var strangers = new java.util.ArrayList<java.net.Socket>();
        try {
            for (int i = 0; i < Limits.DEFAULT.strangersPerSource() * 2; i++) {
                var socket = new java.net.Socket();
                socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.7"), 0));
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
                strangers.add(socket);
            }
            Eventually.until("too many are refused", () -> server.count().refused() > 0);
            assertThat(server.count().strangers()).isLessThanOrEqualTo(Limits.DEFAULT.strangersPerSource());

            var session = clients.withKey(server.port(), "alice").sees("Ctrl-] ? says");
            session.types("through\r");
            session.sees("heard <through>");
        } finally {
            for (var socket : strangers) {
                socket.close();
            }
        }
    }
}

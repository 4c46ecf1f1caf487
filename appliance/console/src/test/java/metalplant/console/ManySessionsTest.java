package metalplant.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.bmc.driver.Controller;
import metalplant.console.machine.ConsoleMachine;
import metalplant.console.ssh.HostKey;
import metalplant.testkit.bus.Eventually;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred at once, each on a machine of its own. The far end is a process too, which says what ipmitool says and then echoes. */
class ManySessionsTest {
    private static final int SESSIONS = 200;
    private static final long MEBIBYTE = 1 << 20;
    /** Of both ends of SSH, which are in this process; the console alone has about half. */
    private static final long HEAP_MAX = 100 * MEBIBYTE;

    private static final String ECHO = "#!/bin/sh\necho 'tcgetattr: no terminal' >&2\nexec cat\n";

    @TempDir
    Path folder = Path.of("");

    private static String id(int number) {
        return "00000000-0000-4000-8000-%012d".formatted(number);
    }

    @Test
    void twoHundredSessionsAreServedWithinABoundOfMemory() throws Exception {
        var me = HostKey.open(folder.resolve("me"));
        var book = new OneMachine().behind(new Controller("127.0.0.1", 623, "root", "calvin"));
        for (int i = 0; i < SESSIONS; i++) {
            book.with(new ConsoleMachine(
                    id(i),
                    "here",
                    true,
                    "",
                    Optional.of(new ConsoleMachine.Holding("mark", "project", false, List.of(me.line())))));
        }
        var client = client(me.pair());
        try (var server = start(book);
                var _ = (AutoCloseable) client::stop) {
            long before = used();
            var sessions = new ArrayList<Session>();
            for (int i = 0; i < SESSIONS; i++) {
                sessions.add(open(client, server.port(), id(i)));
            }
            for (var each : sessions) {
                each.types("hello\r");
            }
            sessions.forEach(each -> each.sees("hello"));
            assertThat(server.seen()).hasSize(SESSIONS);
            long after = used();

            System.out.printf(
                    "%d sessions: %d MiB of heap for both ends of SSH%n", SESSIONS, (after - before) / MEBIBYTE);
            assertThat(after - before).isLessThan(HEAP_MAX);
        }
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static SshClient client(KeyPair me) {
        var client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.addPublicKeyIdentity(me);
        client.start();
        return client;
    }

    private ConsoleServer start(OneMachine book) throws IOException {
        var program = folder.resolve("ipmitool");
        Files.writeString(program, ECHO);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return book.serve(folder, 0, program.toString());
    }

    /** One of them, and what it has shown. */
    private record Session(ChannelShell channel, StringBuffer seen) {
        void types(String text) throws IOException {
            channel.getInvertedIn().write(text.getBytes(StandardCharsets.US_ASCII));
            channel.getInvertedIn().flush();
        }

        void sees(String text) {
            Eventually.until("\"%s\" is seen".formatted(text), () -> seen.indexOf(text) >= 0);
        }
    }

    private static Session open(SshClient client, int port, String machine) throws IOException {
        var session = client.connect(machine, "127.0.0.1", port)
                .verify(Duration.ofSeconds(30))
                .getSession();
        session.auth().verify(Duration.ofSeconds(30));
        var channel = session.createShellChannel();
        var seen = new StringBuffer();
        channel.setOut(new OutputStream() {
            @Override
            public void write(int each) {
                seen.append((char) each);
            }
        });
        channel.open().verify(Duration.ofSeconds(30));
        var opened = new Session(channel, seen);
        opened.sees("attached");
        return opened;
    }
}

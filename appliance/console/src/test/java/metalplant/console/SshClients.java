package metalplant.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import metalplant.testkit.bus.Eventually;

/** OpenSSH's client, each in a pseudo terminal that util-linux' script makes. */
final class SshClients implements AutoCloseable {
    private final Path folder;
    private final List<Client> open = new ArrayList<>();

    SshClients(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            var ask = folder.resolve("ask");
            Files.writeString(ask, "#!/bin/sh\nexec printf '%s' \"$CONSOLE_TEST_TOKEN\"\n");
            Files.setPosixFilePermissions(ask, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a key; its public half as authorized_keys has it. */
    String key(String name, String type) {
        Programs.run(folder, "ssh-keygen", "-q", "-t", type, "-N", "", "-C", name, "-f", name);
        try {
            return Files.readString(folder.resolve(name + ".pub")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Client withKey(int port, String key, String... options) {
        return client(
                port, Map.of(), List.of("-o", "IdentityFile=" + folder.resolve(key), "-o", "BatchMode=yes"), options);
    }

    Client withToken(int port, String token) {
        return client(
                port,
                Map.of(
                        "CONSOLE_TEST_TOKEN",
                        token,
                        "SSH_ASKPASS",
                        folder.resolve("ask") + "",
                        "SSH_ASKPASS_REQUIRE",
                        "force"),
                List.of("-o", "PubkeyAuthentication=no", "-o", "NumberOfPasswordPrompts=1"));
    }

    private Client client(int port, Map<String, String> environment, List<String> login, String... options) {
        var words = new ArrayList<>(List.of(
                "ssh",
                "-F",
                "none",
                "-tt",
                "-p",
                port + "",
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "IdentityAgent=none",
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=" + folder.resolve("known_hosts"),
                "-o",
                "LogLevel=ERROR"));
        words.addAll(login);
        words.addAll(List.of(options));
        words.add(OneMachine.ID + "@127.0.0.1");
        var command =
                String.join(" ", words.stream().map(each -> "'" + each + "'").toList());
        var client = new Client(Programs.start(
                folder,
                environment,
                List.of("script", "-q", "-e", "-c", "stty rows 40 columns 120; exec " + command, "/dev/null")));
        open.add(client);
        return client;
    }

    @Override
    public void close() {
        open.forEach(Client::close);
    }

    /** One of them. */
    static final class Client implements AutoCloseable {
        private final Process process;
        private final StringBuffer seen = new StringBuffer();
        private final Thread reader;

        Client(Process process) {
            this.process = process;
            this.reader = Thread.ofVirtual().start(this::read);
        }

        private void read() {
            var buffer = new byte[4096];
            try (var output = process.getInputStream()) {
                for (int length = output.read(buffer); length >= 0; length = output.read(buffer)) {
                    seen.append(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
                }
            } catch (IOException _) {
                // Its end.
            }
        }

        void types(String text) {
            try {
                process.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
                process.getOutputStream().flush();
            } catch (IOException e) {
                throw new UncheckedIOException("ssh has ended: " + seen, e);
            }
        }

        Client sees(String text) {
            Eventually.until("\"%s\" is seen".formatted(text), () -> seen.indexOf(text) >= 0 || failed(text));
            return this;
        }

        private boolean failed(String text) {
            if (process.isAlive()) {
                return false;
            }
            try {
                // Its last words may still be on their way.
                reader.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            if (seen.indexOf(text) < 0) {
                throw new org.opentest4j.AssertionFailedError("ssh has ended without \"%s\": %s".formatted(text, seen));
            }
            return false;
        }

        String seen() {
            return seen.toString();
        }

        /** @return its exit status */
        int ends() {
            try {
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    throw new org.opentest4j.AssertionFailedError("ssh goes on: " + seen);
                }
                return process.exitValue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            Programs.kill(process);
        }
    }
}

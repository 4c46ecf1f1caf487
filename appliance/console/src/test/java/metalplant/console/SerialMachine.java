package metalplant.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import metalplant.bmc.driver.Controller;
import metalplant.testkit.bus.Eventually;

/** OpenIPMI's simulated controller, and behind its Serial over LAN a machine of ours that answers each line. */
final class SerialMachine implements AutoCloseable {
    static final String USER = "root";
    static final String PASSWORD = "calvin";

    private static final String LAN = """
            name "one"
            set_working_mc 0x20
              startlan 1
                addr 127.0.0.1 %d
                priv_limit admin
                allowed_auths_admin none md2 md5 straight
                guid a123456789abcdefa123456789abcdef
              endlan
              sol "tcp:127.0.0.1:%d" 115200
              user 1 true "" "none" user 10 none md2 md5 straight
              user 2 true "%s" "%s" admin 10 none md2 md5 straight
            """;

    private static final String EMULATION = """
            mc_setbmc 0x20
            mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
            mc_enable 0x20
            """;

    private final Path folder;
    private final int port = Programs.freePort();
    private final ServerSocket serial;
    private final StringBuffer typed = new StringBuffer();
    private final ConcurrentLinkedQueue<Socket> lines = new ConcurrentLinkedQueue<>();
    private Process controller;

    SerialMachine(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            this.serial = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
            Files.writeString(folder.resolve("lan.conf"), LAN.formatted(port, serial.getLocalPort(), USER, PASSWORD));
            Files.writeString(folder.resolve("emulation"), EMULATION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
        this.controller = launch();
    }

    private Process launch() {
        var started = Programs.start(
                folder,
                Map.of(),
                List.of("ipmi_sim", "-n", "-c", "lan.conf", "-f", "emulation", "-s", folder.resolve("state") + ""));
        Eventually.until(
                "ipmi_sim answers", () -> ipmitool("chassis", "power", "status").waitForGood());
        return started;
    }

    /** A program that ended well or not. */
    record Ended(boolean good, String said) {
        boolean waitForGood() {
            return good;
        }
    }

    /** Somebody else who knows the controller. */
    Ended ipmitool(String... words) {
        var process = activate(words);
        try (var output = process.getInputStream()) {
            var said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor() == 0, said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The same, left running. */
    Process activate(String... words) {
        var command = new java.util.ArrayList<>(List.of(
                "ipmitool",
                "-I",
                "lanplus",
                "-H",
                "127.0.0.1",
                "-p",
                port + "",
                "-U",
                USER,
                "-E",
                "-N",
                "1",
                "-R",
                "1",
                "-C",
                "3"));
        command.addAll(List.of(words));
        return Programs.start(folder, Map.of("IPMITOOL_PASSWORD", PASSWORD), command);
    }

    /** Another program that has the console and keeps it. */
    Process takenBySomebodyElse() {
        var process = activate("sol", "activate");
        var said = new StringBuilder();
        try {
            // It complains of having no terminal once it is attached.
            while (said.indexOf("tcgetattr") < 0) {
                int each = process.getInputStream().read();
                if (each < 0) {
                    throw new IllegalStateException("ipmitool ended: " + said);
                }
                said.append((char) each);
            }
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (true) {
            try {
                var line = serial.accept();
                lines.add(line);
                Thread.ofVirtual().start(() -> answer(line));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void answer(Socket line) {
        var now = new StringBuilder();
        try {
            for (int each = line.getInputStream().read();
                    each >= 0;
                    each = line.getInputStream().read()) {
                typed.append((char) each);
                if (each == '\r') {
                    say(line, "the machine heard <%s>\r\n".formatted(now));
                    now.setLength(0);
                } else {
                    now.append((char) each);
                }
            }
        } catch (IOException _) {
            // The controller has gone.
        }
    }

    private static void say(Socket line, String text) throws IOException {
        OutputStream out = line.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Prints, as a kernel does, whoever looks. */
    void prints(String text) {
        Eventually.until("the controller has the serial line", () -> !lines.isEmpty());
        for (var line : lines) {
            try {
                say(line, text);
            } catch (IOException _) {
                lines.remove(line);
            }
        }
    }

    /** All that was ever typed. */
    String typed() {
        return typed.toString();
    }

    Controller controller() {
        return new Controller("127.0.0.1", port, USER, PASSWORD);
    }

    void dies() {
        Programs.kill(controller);
    }

    @Override
    public void close() {
        Programs.kill(controller);
        try {
            serial.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package metalplant.bmc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import metalplant.bmc.driver.Controller;
import metalplant.bmc.ipmi.IpmiDriver;
import metalplant.bmc.ipmi.Ipmitool;
import metalplant.model.Problem;
import metalplant.testkit.bus.Eventually;
import org.opentest4j.AssertionFailedError;

/** OpenIPMI's simulated controller, with a machine that is a few files. Debian's package openipmi has it. */
final class IpmiSim implements AutoCloseable {
    static final String UUID = "efcdab89-6745-23a1-efcd-ab89674523a1";
    static final String USER = "root";
    static final String PASSWORD = "calvin";
    static final Ipmitool TOOL = new Ipmitool("ipmitool", Duration.ofSeconds(20));

    private static final String LAN = """
            name "one"
            set_working_mc 0x20
              startlan 1
                addr 127.0.0.1 %d
                priv_limit admin
                allowed_auths_admin none md2 md5 straight
                guid a123456789abcdefa123456789abcdef
              endlan
              chassis_control "%s"
              user 1 true "" "none" user 10 none md2 md5 straight
              user 2 true "%s" "%s" admin 10 none md2 md5 straight
            """;

    private static final String EMULATION = """
            mc_setbmc 0x20
            mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
            mc_enable 0x20
            """;

    /** Called with "get NAME..." or "set NAME VALUE...". */
    private static final String CHASSIS = """
            #!/bin/sh
            cd "$(dirname "$0")"
            operation=$1
            shift
            echo "$operation $*" >> asked
            if [ "$operation" = get ]; then
                for name in "$@"; do
                    case $name in
                    power) echo "power:$(cat power)" ;;
                    boot) echo "boot:$(cat boot)" ;;
                    esac
                done
            elif [ "$operation" = set ]; then
                while [ $# -gt 0 ]; do
                    echo "$2" > "$1"
                    shift 2
                done
            fi
            """;

    private final Path folder;
    private final int port;
    private Daemon daemon;

    IpmiSim(Path folder) {
        this.folder = folder;
        this.port = Daemon.freePort();
        try {
            Files.createDirectories(folder);
            var chassis = folder.resolve("chassis");
            Files.writeString(folder.resolve("lan.conf"), LAN.formatted(port, chassis, USER, PASSWORD));
            Files.writeString(folder.resolve("emulation"), EMULATION);
            Files.writeString(folder.resolve("power"), "0\n");
            Files.writeString(folder.resolve("boot"), "none\n");
            Files.writeString(folder.resolve("asked"), "");
            Files.writeString(chassis, CHASSIS);
            Files.setPosixFilePermissions(chassis, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.daemon = launch();
    }

    private Daemon launch() {
        var started = new Daemon(
                folder,
                Map.of(),
                List.of(
                        "ipmi_sim",
                        "-n",
                        "-c",
                        "lan.conf",
                        "-f",
                        "emulation",
                        "-s",
                        folder.resolve("state").toString()));
        var driver = new IpmiDriver(TOOL, controller());
        Eventually.until("ipmi_sim answers", () -> {
            if (!started.alive()) {
                throw new AssertionFailedError("ipmi_sim ended: " + started.said());
            }
            return answers(driver);
        });
        return started;
    }

    private static boolean answers(IpmiDriver driver) {
        try {
            driver.isOn();
            return true;
        } catch (Problem e) {
            return false;
        }
    }

    Controller controller() {
        return controller(PASSWORD);
    }

    Controller controller(String password) {
        return new Controller("127.0.0.1", port, USER, password);
    }

    int port() {
        return port;
    }

    String power() {
        return read("power");
    }

    String boot() {
        return read("boot");
    }

    /** What it was told, a line each. */
    List<String> told() {
        return read("asked").lines().filter(line -> line.startsWith("set ")).toList();
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void kill() {
        daemon.kill();
    }

    void startAgain() {
        daemon = launch();
    }

    @Override
    public void close() {
        daemon.close();
    }
}

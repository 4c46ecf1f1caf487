package metalplant.wireguard.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import metalplant.model.Problem;
import metalplant.model.ip.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTablesTest {
    private static final Cidr POOL = Cidr.parse("203.0.113.0/24");

    @TempDir
    Path folder = Path.of("");

    /** A program that answers as {@code ip} does. */
    private HostTables answering(String routes, String neighbours) throws Exception {
        Files.writeString(folder.resolve("route"), routes);
        Files.writeString(folder.resolve("neigh"), neighbours);
        var script = """
                #!/bin/sh
                case "$*" in
                *route*) cat %1$s/route ;;
                *) cat %1$s/neigh ;;
                esac
                """.formatted(folder);
        var ip = Files.writeString(folder.resolve("ip"), script);
        Files.setPosixFilePermissions(ip, PosixFilePermissions.fromString("rwx------"));
        var programs = new Programs(Map.of("ip", ip), Optional.empty());
        return new HostTables(new Commands(programs, Optional.empty(), Duration.ofSeconds(20)));
    }

    @Test
    void routesToAnythingInsideAreAliveUnlessTheyLeadNowhere() throws Exception {
        var tables = answering("""
                [{"dst":"203.0.113.16/28","dev":"leaf1","protocol":"bgp"},
                 {"type":"local","dst":"203.0.113.40","dev":"eth0"},
                 {"type":"blackhole","dst":"203.0.113.48/28"},
                 {"type":"unreachable","dst":"203.0.113.64/28"},
                 {"dst":"default","dev":"eth0"},
                 {"dst":"203.0.112.0/20","dev":"eth0"}]""", "[]");

        assertThat(tables.within(POOL))
                .extracting(alive -> alive.cidr().toString())
                .containsExactly("203.0.113.16/28", "203.0.113.40/32");
        assertThat(tables.within(POOL).getFirst().where()).isEqualTo("route to 203.0.113.16/28, device leaf1, by bgp");
    }

    @Test
    void neighboursThatAnsweredLatelyAreAliveAndOthersTellNothing() throws Exception {
        var tables = answering("[]", """
                [{"dst":"203.0.113.1","dev":"eth0","lladdr":"02:00:00:00:00:01","confirmed":4000,"state":["REACHABLE"]},
                 {"dst":"203.0.113.2","dev":"eth0","lladdr":"02:00:00:00:00:02","confirmed":60,"state":["STALE"]},
                 {"dst":"203.0.113.3","dev":"eth0","lladdr":"02:00:00:00:00:03","confirmed":5000,"state":["STALE"]},
                 {"dst":"203.0.113.4","dev":"eth0","confirmed":1,"state":["FAILED"]},
                 {"dst":"203.0.113.5","dev":"eth0","lladdr":"02:00:00:00:00:05","confirmed":1,"state":["PERMANENT"]},
                 {"dst":"rubbish","dev":"eth0","state":["REACHABLE"]}]""");

        assertThat(tables.within(POOL))
                .extracting(alive -> alive.cidr().first().toString())
                .containsExactly("203.0.113.1", "203.0.113.2");
    }

    @Test
    void whatAnybodyMayNameADeviceStaysPrintableAndShort() throws Exception {
        var tables = answering("[{\"dst\":\"203.0.113.7\",\"dev\":\"\\u0007%s\"}]".formatted("x".repeat(300)), "[]");

        assertThat(tables.within(POOL).getFirst().where())
                .hasSizeLessThan(128)
                .matches(text -> text.chars().allMatch(c -> c >= 0x20 && c < 0x7f));
    }

    @Test
    void rubbishIsNotTakenForSilence() throws Exception {
        var tables = answering("no json", "[]");

        assertThatThrownBy(() -> tables.within(POOL))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("cannot be read");
    }
}

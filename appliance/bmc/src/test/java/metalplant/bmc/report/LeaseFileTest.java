package metalplant.bmc.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import metalplant.model.ip.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseFileTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void leasesOfDnsmasqAreRead() {
        var text = """
                %d AA:bb:cc:dd:ee:01 10.0.0.5 bmc-1 01:aa:bb:cc:dd:ee:01
                %d aa:bb:cc:dd:ee:02 10.0.0.6 * *
                0 aa:bb:cc:dd:ee:03 10.0.0.7 * *
                duid 00:01:00:01:2c
                1772400000 aa:bb:cc:dd:ee:04 fd00::1 * *
                """.formatted(
                NOW.plusSeconds(60).getEpochSecond(), NOW.minusSeconds(60).getEpochSecond());
        assertThat(LeaseFile.parse(text, NOW))
                .containsExactly(
                        new Lease("aa:bb:cc:dd:ee:01", "10.0.0.5"), new Lease("aa:bb:cc:dd:ee:03", "10.0.0.7"));
    }

    @Test
    void leasesOfDhcpdAreReadAndTheLastOfAnAddressCounts() {
        var text = """
                # written by dhcpd
                lease 10.0.0.5 {
                  starts 0 2026/03/01 10:00:00;
                  ends 1 2026/03/02 10:00:00;
                  binding state active;
                  hardware ethernet aa:bb:cc:dd:ee:01;
                }
                lease 10.0.0.6 {
                  ends 0 2026/03/01 11:59:59;
                  binding state active;
                  hardware ethernet aa:bb:cc:dd:ee:02;
                }
                lease 10.0.0.7 {
                  ends never;
                  next binding state free;
                  hardware ethernet aa:bb:cc:dd:ee:03;
                  uid "\\001}";
                }
                lease 10.0.0.5 {
                  ends 1 2026/03/02 10:00:00;
                  binding state free;
                  hardware ethernet aa:bb:cc:dd:ee:01;
                }
                """;
        assertThat(LeaseFile.parse(text, NOW)).containsExactly(new Lease("aa:bb:cc:dd:ee:03", "10.0.0.7"));
    }

    @Test
    void aMachineThatGotAnotherAddressHasItsNewestOne() {
        var text = "0 aa:bb:cc:dd:ee:01 10.0.0.5 * *\n0 aa:bb:cc:dd:ee:01 10.0.0.9 * *\n";
        assertThat(LeaseFile.parse(text, NOW)).containsExactly(new Lease("aa:bb:cc:dd:ee:01", "10.0.0.9"));
    }

    @Test
    void aFileThatIsNotThereYetHoldsNothing(@TempDir Path folder) {
        assertThat(new LeaseFile(folder.resolve("leases")).active(NOW)).isEmpty();
    }

    private static boolean wants(String prefix, String ip) {
        return new InventoryConfig(
                        Duration.ofMinutes(5),
                        "root",
                        "secret",
                        623,
                        List.of(Cidr.parse(prefix)),
                        Set.of(),
                        Duration.ofMinutes(1))
                .wants(new Lease("aa:bb:cc:dd:ee:01", ip));
    }

    @Test
    void prefixesAreKept() {
        assertThat(wants("10.1.0.0/16", "10.1.255.3")).isTrue();
        assertThat(wants("10.1.0.0/16", "10.2.0.1")).isFalse();
        assertThat(wants("0.0.0.0/0", "192.0.2.1")).isTrue();
        assertThat(wants("10.0.0.0/8", "10.0.0.999")).isFalse();
    }
}

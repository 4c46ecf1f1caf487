package metalplant.boot.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CardsTest {
    private static final String MAC = "52:54:00:07:00:02";
    private static final String OTHER = "52:54:00:07:00:03";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final SimulatedWorld world = SimulatedWorld.seeded(1);

    @BeforeEach
    void nothingYet() throws IOException {
        table("");
        leases("");
    }

    private void table(String lines) throws IOException {
        Files.writeString(folder.resolve("arp"), """
                IP address       HW type     Flags       HW address            Mask     Device
                """ + lines);
    }

    private void leases(String lines) throws IOException {
        Files.writeString(folder.resolve("leases"), lines);
    }

    private Cards cards(boolean givesAddresses) {
        return cards(givesAddresses, world);
    }

    private Cards cards(boolean givesAddresses, World world) {
        return new Cards(
                Cidr.parse("10.7.0.0/24"),
                List.of(Cidr.parse("10.8.0.0/24")),
                givesAddresses,
                new LeaseFile(folder.resolve("leases"), world),
                Neighbours.ofKernel(folder.resolve("arp")));
    }

    private long later() {
        return world.now().getEpochSecond() + 600;
    }

    private void isNobodys(Cards cards, String address) {
        assertThatThrownBy(() -> cards.of(IpAddress.parse(address))).isInstanceOf(Problem.class);
    }

    @Test
    void anAddressIsTheCardsToWhichItWasGivenAndThatAnswersForIt() throws IOException {
        table("10.7.0.20        0x1         0x2         %s     *        br0%n".formatted(MAC));
        leases("%d %s 10.7.0.20 * 01:%s%n".formatted(later(), MAC, MAC));
        assertThat(cards(true).of(IpAddress.parse("10.7.0.20"))).isEqualTo(MAC);
    }

    @Test
    void whoTakesTheAddressOfAnotherIsNobody() throws IOException {
        table("10.7.0.20        0x1         0x2         %s     *        br0%n".formatted(OTHER));
        leases("%d %s 10.7.0.20 * *%n".formatted(later(), MAC));
        isNobodys(cards(true), "10.7.0.20");
        // Nor does anybody else get in who was given nothing, or whose lease has ended, or who does not answer.
        table("10.7.0.21        0x1         0x2         %s     *        br0%n".formatted(OTHER));
        isNobodys(cards(true), "10.7.0.21");
        table("10.7.0.20        0x1         0x0         00:00:00:00:00:00     *        br0%n".formatted());
        isNobodys(cards(true), "10.7.0.20");
        isNobodys(cards(true), "192.0.2.1");
    }

    @Test
    void aCardThatIsMissingInAFileThatIsJustBeingWrittenIsLookedForAgain() throws IOException {
        // given
        table("10.7.0.20        0x1         0x2         %s     *        br0%n".formatted(MAC));
        Files.setLastModifiedTime(folder.resolve("leases"), FileTime.from(world.now()));
        var writing = new PausingWorld(world, () -> leases("%d %s 10.7.0.20 * *%n".formatted(later(), MAC)));
        // when
        var card = cards(true, writing).of(IpAddress.parse("10.7.0.20"));
        // then
        assertThat(card).isEqualTo(MAC);
        assertThat(writing.pauses()).isEqualTo(1);
    }

    @Test
    void nobodyWaitsForAFileThatIsWhole() throws IOException {
        // given
        table("10.7.0.20        0x1         0x2         %s     *        br0%n".formatted(MAC));
        Files.setLastModifiedTime(
                folder.resolve("leases"), FileTime.from(world.now().minusSeconds(10)));
        var still = new PausingWorld(world, () -> {});
        // then
        isNobodys(cards(true, still), "10.7.0.20");
        assertThat(still.pauses()).isZero();
    }

    @Test
    void besideAnotherServerTheKernelsWordIsEnough() throws IOException {
        table("10.7.0.20        0x1         0x2         %s     *        br0%n".formatted(MAC));
        assertThat(cards(false).of(IpAddress.parse("10.7.0.20"))).isEqualTo(MAC);
    }

    @Test
    void behindARelayTheLeaseIsEnoughWhileItLasts() throws IOException {
        leases("%d %s 10.8.0.20 * *%n".formatted(later(), MAC));
        var cards = cards(true);
        assertThat(cards.of(IpAddress.parse("10.8.0.20"))).isEqualTo(MAC);
        world.advance(java.time.Duration.ofMinutes(11));
        isNobodys(cards, "10.8.0.20");
    }

    @Test
    void aDamagedFileOfLeasesGivesWhatCanBeRead() throws IOException {
        leases("duid 00:01\nx\n\n-5 %s 10.8.0.9 * *\n%d %s 10.8.0.20 * *\n%d zz 10.8.0.21 * *\n%d %s ::1 * *\n"
                .formatted(MAC, later(), MAC, later(), later(), MAC));
        assertThat(cards(true).of(IpAddress.parse("10.8.0.20"))).isEqualTo(MAC);
        isNobodys(cards(true), "10.8.0.9");
    }
}

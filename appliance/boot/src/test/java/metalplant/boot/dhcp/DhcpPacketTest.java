package metalplant.boot.dhcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import metalplant.model.ip.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DhcpPacketTest {
    private static final int OPTIONS = 240;

    /** As firmware sends it: option 97 has the first three groups of the id with their least byte first. */
    static byte[] firmware(String... further) {
        return packet(
                "350101",
                "3c20" + HexFormat.of().formatHex("PXEClient:Arch:00000:UNDI:002001".getBytes()),
                "6111" + "00" + "d4c3b2a1f6e51847892abcdef0123456",
                String.join("", further));
    }

    static byte[] packet(String... options) {
        var out = ByteBuffer.allocate(576);
        out.put(DhcpPacket.discover(HexFormat.of().parseHex("525400070002"), 7), 0, OPTIONS);
        for (var option : options) {
            out.put(HexFormat.of().parseHex(option));
        }
        return Arrays.copyOf(out.put((byte) 255).array(), out.position());
    }

    @Test
    void aMachineThatWantsToBootIsKnownByCardAndId() {
        var read = DhcpPacket.parse(firmware()).orElseThrow();
        assertThat(read.request()).isTrue();
        assertThat(read.type()).isEqualTo(DhcpPacket.DISCOVER);
        assertThat(read.mac()).isEqualTo("52:54:00:07:00:02");
        assertThat(read.machineId()).contains("a1b2c3d4-e5f6-4718-892a-bcdef0123456");
        assertThat(read.isFirmware()).isTrue();
        assertThat(read.isIpxe()).isFalse();
        assertThat(read.relay()).isEmpty();
    }

    @Test
    void aSwitchSaysWhichOneItIs() {
        var hex = HexFormat.of();
        var onie = "onie_vendor:x86_64-maker_box8-r0";
        var vendor = "3c" + hex.toHexDigits((byte) onie.length()) + hex.formatHex(onie.getBytes());
        assertThat(DhcpPacket.parse(packet("350101", vendor)).orElseThrow().switchSays())
                .contains(onie);
        var client = "SONiC##Box##S1";
        var sonic = "3d" + hex.toHexDigits((byte) client.length()) + hex.formatHex(client.getBytes());
        assertThat(DhcpPacket.parse(packet("350101", sonic)).orElseThrow().switchSays())
                .contains(client);
        assertThat(DhcpPacket.parse(firmware()).orElseThrow().switchSays()).isEmpty();
    }

    @Test
    void theServerThatWasChosenAndTheRelayAreRead() {
        var bytes = packet("350103", "36040a070042");
        System.arraycopy(new byte[] {10, 8, 0, 1}, 0, bytes, 24, 4);
        var read = DhcpPacket.parse(bytes).orElseThrow();
        assertThat(read.server()).contains(IpAddress.parse("10.7.0.66"));
        assertThat(read.relay()).contains(IpAddress.parse("10.8.0.1"));
        assertThat(read.isFirmware()).isFalse();
    }

    @Test
    void anOptionInSeveralPartsAndInOtherFieldsIsOne() {
        var bytes = packet("350101", "340101", "3c03505845");
        // The field of the file name, which the overload option opens, goes on with it.
        System.arraycopy(HexFormat.of().parseHex("3c06436c69656e74ff"), 0, bytes, 108, 9);
        assertThat(DhcpPacket.parse(bytes).orElseThrow().isFirmware()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000000000000000000000000000",
                "ffffffffffffffffffffffffffffffff",
                "00020003000400050006000700080009"
            })
    void anIdThatManyBoardsHaveIsNone(String guid) {
        assertThat(DhcpPacket.parse(packet("350101", "611100" + guid))
                        .orElseThrow()
                        .machineId())
                .isEmpty();
    }

    @Test
    void whatIsCutOffOrForAnotherKindOfWireIsNothing() {
        var whole = firmware();
        for (int length = 0; length < OPTIONS; length++) {
            assertThat(DhcpPacket.parse(Arrays.copyOf(whole, length))).isEmpty();
        }
        var token = firmware();
        token[1] = 6;
        assertThat(DhcpPacket.parse(token)).isEmpty();
        assertThat(DhcpPacket.parse(packet("35ff01"))).isEmpty();
        assertThat(DhcpPacket.parse(packet("340105"))).isEmpty();
        assertThat(DhcpPacket.parse(new byte[DhcpPacket.LENGTH_MAX + 1])).isEmpty();
    }

    @Test
    void noDatagramDoesMoreThanBeNothing() {
        long seed = 20_261_129;
        var chance = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            var bytes = i % 2 == 0 ? firmware("340103") : new byte[chance.nextInt(700)];
            if (i % 2 == 1) {
                chance.nextBytes(bytes);
            }
            for (int turned = chance.nextInt(8); turned > 0 && bytes.length > 0; turned--) {
                bytes[chance.nextInt(bytes.length)] = (byte) chance.nextInt();
            }
            assertThatCode(() -> DhcpPacket.parse(bytes).ifPresent(read -> {
                        read.type();
                        read.server();
                        read.machineId();
                        read.isFirmware();
                        read.isIpxe();
                    }))
                    .as("seed %d, packet %d", seed, i)
                    .doesNotThrowAnyException();
        }
    }
}

package metalplant.testkit.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import metalplant.core.firmware.FirmwareStore;
import metalplant.model.Problem;
import metalplant.model.firmware.Board;
import metalplant.model.firmware.Firmware;
import metalplant.model.firmware.FirmwareKind;
import org.junit.jupiter.api.Test;

/** What {@code FirmwareStore} promises. */
public abstract class FirmwareStoreContract {
    private static final Firmware BIOS = firmware(FirmwareKind.BIOS, "3.3");
    private static final Firmware OLD_BIOS = firmware(FirmwareKind.BIOS, "3.10 beta+1");
    private static final Firmware BMC = firmware(FirmwareKind.BMC, "1.74");

    /** An empty store. */
    protected abstract FirmwareStore store();

    private static Firmware firmware(FirmwareKind kind, String revision) {
        return new Firmware(kind, new Board("supermicro", "X11DPT-B"), revision);
    }

    protected static byte[] random(int bytes) {
        var content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    @Test
    void whatWasPutIsThereAndListedInOrderUntilItIsRemoved() {
        try (var store = store()) {
            store.put(BIOS, new ByteArrayInputStream(random(1_000)));
            store.put(OLD_BIOS, InputStream.nullInputStream());
            store.put(BMC, new ByteArrayInputStream(random(10)));

            assertThat(store.list(Optional.empty())).containsExactly(OLD_BIOS, BIOS, BMC);
            assertThat(store.list(Optional.of(FirmwareKind.BMC))).containsExactly(BMC);
            assertThat(store.has(BIOS)).isTrue();

            store.remove(BIOS);
            store.remove(BIOS);

            assertThat(store.has(BIOS)).isFalse();
            assertThat(store.list(Optional.of(FirmwareKind.BIOS))).containsExactly(OLD_BIOS);
        }
    }

    @Test
    void whatBreaksOffLeavesNothing() {
        try (var store = store()) {
            assertThatThrownBy(() -> store.put(BIOS, breakingOff(100)))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("broke off");
            assertThatThrownBy(() -> store.put(BIOS, breakingOff(20 << 20)))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("broke off");

            assertThat(store.has(BIOS)).isFalse();
            assertThat(store.list(Optional.empty())).isEmpty();
        }
    }

    @Test
    void aLinkSaysForHowLongItOpens() {
        try (var store = store()) {
            store.put(OLD_BIOS, new ByteArrayInputStream(random(10)));

            assertThat(store.link(OLD_BIOS, Duration.ofHours(2)).toString()).contains("=7200");
        }
    }

    private static InputStream breakingOff(int after) {
        return new InputStream() {
            private int left = after;

            @Override
            public int read() {
                if (left-- == 0) {
                    throw Problem.bad("it broke off");
                }
                return 7;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                if (left == 0) {
                    throw Problem.bad("it broke off");
                }
                int given = Math.min(length, left);
                left -= given;
                return given;
            }
        };
    }
}

package metalplant.console.line;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RingTest {
    @TempDir
    Path folder = Path.of("");

    private Ring open() throws IOException {
        return Ring.open(folder, "machine");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    private static String text(Ring ring, boolean all) {
        return new String(ring.last(all, Ring.PART), US_ASCII);
    }

    @Test
    void anOwnerSeesWhatWasPrintedForItsAllocationAndAnAdminAll() throws IOException {
        try (var ring = open()) {
            ring.begin("one");
            ring.add(bytes("first "));
            ring.begin("two");
            ring.add(bytes("second"));
            assertThat(text(ring, false)).isEqualTo("second");
            assertThat(text(ring, true)).isEqualTo("first second");
        }
        try (var ring = open()) {
            ring.begin("two");
            ring.add(bytes(" third"));
            assertThat(text(ring, false)).isEqualTo("second third");
            ring.begin("");
            assertThat(text(ring, false)).isEmpty();
        }
        try (var ring = open()) {
            assertThat(text(ring, true)).isEqualTo("first second third");
        }
    }

    @Test
    void itIsBoundedAndStillKnowsWhereAnAllocationBegan() throws IOException {
        try (var ring = open()) {
            ring.begin("one");
            ring.add(bytes("a".repeat(Ring.PART * 2 + 10)));
            ring.begin("two");
            ring.add(bytes("b".repeat(Ring.PART - 4)));
        }
        try (var ring = open()) {
            ring.begin("two");
            ring.add(bytes("end"));
            assertThat(text(ring, false)).matches("b+end");
            assertThat(text(ring, true)).hasSize(Ring.PART);
        }
        long stored = 0;
        try (var files = java.nio.file.Files.list(folder)) {
            for (var file : files.toList()) {
                stored += java.nio.file.Files.size(file);
            }
        }
        assertThat(stored).isLessThan(2L * Ring.PART + 100);
    }
}

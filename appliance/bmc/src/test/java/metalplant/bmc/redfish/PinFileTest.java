package metalplant.bmc.redfish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinFileTest {
    private static final String ONE = "1".repeat(64);
    private static final String TWO = "2".repeat(64);

    private final Path file;

    PinFileTest(@TempDir Path folder) {
        this.file = folder.resolve("pins");
    }

    @Test
    void theFirstKeyIsRememberedOverAStartAndAnotherOneIsRefused() {
        assertThat(new PinFile(file).isKnown("10.0.0.1", ONE)).isTrue();
        assertThat(new PinFile(file).isKnown("10.0.0.1", ONE)).isTrue();
        assertThat(new PinFile(file).isKnown("10.0.0.1", TWO)).isFalse();
    }

    @Test
    void aControllerThatGotAnotherAddressIsKnownByItsKey() {
        var pins = new PinFile(file);
        pins.isKnown("10.0.0.1", ONE);
        pins.isKnown("10.0.0.2", TWO);
        assertThat(pins.isKnown("10.0.0.2", ONE)).isTrue();
    }

    @Test
    void aFileOfSomethingElseIsNotThrownAway() throws IOException {
        Files.writeString(file, "nothing of ours\n");
        var problem = catchThrowableOfType(Problem.class, () -> new PinFile(file));
        assertThat(problem).hasMessageContaining("put the file away");
        assertThat(file).hasContent("nothing of ours\n");
    }
}

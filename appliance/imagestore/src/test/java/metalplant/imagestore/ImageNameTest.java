package metalplant.imagestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import metalplant.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/boot/kernel",
                "boot/",
                "boot//kernel",
                "../kernel",
                "boot/../../etc/passwd",
                "boot/.",
                "boot/..",
                ".hidden",
                "boot/kernel\0",
                "boot/kern el",
                "boot\\kernel",
                "boot/kernel.md5",
                "boot/kernel.entry/x",
                "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q"
            })
    void aPathThatClimbsOutOrMeansSomethingElseIsNoName(String text) {
        assertThatThrownBy(() -> new ImageName(text))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("is named by");
    }

    @Test
    void aUrlAsksForItsPathWhateverItsHost() {
        assertThat(ImageName.of("http://images.plant.internal/metal-os/stable/debian/12.0/img.tar.lz4"))
                .contains(new ImageName("metal-os/stable/debian/12.0/img.tar.lz4"));
        assertThat(ImageName.of("http://images.plant.internal/%2e%2e/x")).isEmpty();
        assertThat(ImageName.of("no url")).isEmpty();
    }
}

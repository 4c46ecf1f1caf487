package metalplant.cli.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HmacSignerTest {
    @Test
    void theMacIsThatOfMetalGo() {
        // when
        var headers = new HmacSigner("Metal-Admin", "must-be-changed")
                .headers("POST", "2026-01-01T00:00:00Z", "ABCDEFGHIJKLMNOPQRSTUVWX");

        // then
        assertThat(headers)
                .containsEntry(
                        "Authorization",
                        "Metal-Admin d785a27aef64b34a4941a53e2939a614d2953c81c610a11cbb61e051ad483735");
    }
}

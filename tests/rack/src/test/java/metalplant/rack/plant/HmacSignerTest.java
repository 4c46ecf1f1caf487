package metalplant.rack.plant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class HmacSignerTest {
    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00.999Z");

    @Test
    void theSignaturesAreThoseOfTheClientsInTheField() {
        assertThat(new HmacSigner("Metal-View", "secret").headers("GET", NEW_YEAR, "abcdefghijklmnopqrstuvwx"))
                .containsExactly(
                        "X-Date",
                        "2026-01-01T00:00:00Z",
                        "X-Data-Salt",
                        "abcdefghijklmnopqrstuvwx",
                        "Authorization",
                        "Metal-View 331457b9ce4c545eee576447497a7fa62582a41166c12c7af9b88a2f571112ad");
        assertThat(new HmacSigner("Metal-Edit", "must-be-changed")
                        .headers("POST", NEW_YEAR, "ABCDEFGHIJKLMNOPQRSTUVWX"))
                .last()
                .isEqualTo("Metal-Edit d785a27aef64b34a4941a53e2939a614d2953c81c610a11cbb61e051ad483735");
    }

    @Test
    void noTwoRequestsHaveTheSameSalt() {
        var signer = new HmacSigner("Metal-View", "secret");

        assertThat(signer.headers("GET", NEW_YEAR)).isNotEqualTo(signer.headers("GET", NEW_YEAR));
        assertThat(signer.headers("GET", NEW_YEAR).get(3)).matches("[a-zA-Z]{24}");
    }
}

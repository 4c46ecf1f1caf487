package metalplant.model.partition;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RackServersTest {
    @ParameterizedTest
    @ValueSource(strings = {"1.2.3.4", "2001:db8::1"})
    void aDnsServerIsALiteralAddress(String server) {
        assertThatCode(() -> RackServers.requireDns(List.of(server))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dns.example.com", "1.2.3", "1.2.3.4/24", "1.2.3.4 "})
    void anythingElseIsNoDnsServer(String server) {
        assertThatThrownBy(() -> RackServers.requireDns(List.of(server))).isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3.4", "2001:db8::1", "0.pool.ntp.org", "time", "a-b.example."})
    void anNtpServerIsAnAddressOrAName(String server) {
        assertThatCode(() -> RackServers.requireNtp(List.of(server))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", "-a", "a b", "http://ntp", "ä.example"})
    void anythingElseIsNoNtpServer(String server) {
        assertThatThrownBy(() -> RackServers.requireNtp(List.of(server))).isInstanceOf(Problem.class);
    }

    @Test
    void threeDnsAndFiveNtpServersAreTheMost() {
        assertThatThrownBy(() -> RackServers.requireDns(List.of("1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.1.4")))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> RackServers.requireNtp(List.of("a", "b", "c", "d", "e", "f")))
                .isInstanceOf(Problem.class);
    }
}

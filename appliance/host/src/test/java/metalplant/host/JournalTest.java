package metalplant.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import metalplant.core.units.JournalQuery;
import metalplant.core.units.UnitName;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static final JournalQuery QUERY = JournalQuery.last(10, UnitName.of("nsqd.service"));

    @Test
    void aLineIsTakenFromWhoWroteItAndOfOthersSystemdAloneIsBelieved() throws IOException {
        var own = Journal.entry("""
                {"__CURSOR":"s=1;i=2","__REALTIME_TIMESTAMP":"1795000000123456","PRIORITY":"3","MESSAGE":"full",
                 "_SYSTEMD_UNIT":"nsqd.service","UNIT":"postgres.service","_PID":"77"}""");
        var systemd = Journal.entry("""
                {"__CURSOR":"s=1;i=3","MESSAGE":"Started","_SYSTEMD_UNIT":"init.scope","UNIT":"nsqd.service","_PID":"1"}""");

        assertThat(own.unit()).isEqualTo("nsqd.service");
        assertThat(own.at()).isEqualTo(Instant.ofEpochMilli(1_795_000_000_123L));
        assertThat(own.priority()).isEqualTo(3);
        assertThat(systemd.unit()).isEqualTo("nsqd.service");
    }

    @Test
    void bytesAndListsAndMissingFieldsAreTextAllTheSame() throws IOException {
        assertThat(Journal.entry("{\"MESSAGE\":[104,105,27,33]}").message()).isEqualTo("hi !");
        assertThat(Journal.entry("{\"MESSAGE\":[\"first\",\"second\"]}").message())
                .isEqualTo("first");
        assertThat(Journal.entry("{\"MESSAGE\":null}").message()).contains("4096");
        assertThat(Journal.entry("{\"PRIORITY\":\"99\"}").priority()).isEqualTo(7);
        assertThat(Journal.entry("{}").message()).isEmpty();
        assertThatThrownBy(() -> Journal.entry("{\"MESSAGE\":")).isInstanceOf(IOException.class);
    }

    @Test
    void aProgramThatFailsOrFloodsIsAProblemWithItsReason() {
        assertUnavailable("echo no such journal; exit 1", "no such journal");
        assertUnavailable("head -c 200000 /dev/zero | tr '\\0' '{'", "longer than");
        assertUnavailable("echo '{\"MESSAGE\":'", "no JSON");
        assertUnavailable("exit 7", "ended with 7");
    }

    private static void assertUnavailable(String script, String said) {
        // The options of journalctl become arguments of the script.
        var journal = new Journal(List.of("sh", "-c", script));
        assertThatThrownBy(() -> journal.read(QUERY))
                .hasMessageContaining(said)
                .isInstanceOfSatisfying(
                        Problem.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.HOST_UNAVAILABLE));
    }
}

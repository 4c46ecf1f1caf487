package metalplant.server.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import metalplant.federation.ledger.Acceptance;
import org.junit.jupiter.api.Test;

class ReleaseTest {
    @Test
    void aPlantPromisesTheLevelThatItHasCommittedAndNeverMoreThanItsSoftwareReads() {
        assertThat(Release.of("v1", OptionalInt.of(Acceptance.LEVEL)).level()).isEqualTo(Acceptance.LEVEL);
        assertThat(Release.of("v1", OptionalInt.of(Acceptance.LEVEL - 1)).level())
                .as("on trial: the release before has to read it too")
                .isEqualTo(Acceptance.LEVEL - 1);
        assertThat(Release.of("v1", OptionalInt.of(Acceptance.LEVEL + 5)).level())
                .isEqualTo(Acceptance.LEVEL);
        assertThat(Release.of("v1", OptionalInt.empty()).level()).isLessThanOrEqualTo(Acceptance.LEVEL);
    }
}

package metalplant.ratis;

import java.nio.file.Path;
import metalplant.testkit.carrier.CarrierContract;
import metalplant.testkit.carrier.Carriers;
import org.junit.jupiter.api.io.TempDir;

/** The contract on real Raft groups over loopback TLS. Of the federation's 5 minutes in {@code ./plant test}. */
class RatisContractTest extends CarrierContract {
    @TempDir
    Path directory;

    @Override
    protected Carriers carriers(int plants) {
        return new RatisCarriers(directory, plants, RatisCarriers.OPTIONS);
    }
}

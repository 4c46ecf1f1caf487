package metalplant.bootstrap;

import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.server.PlantConfig;

/** The one place that names the real server. */
final class TheServer {
    private TheServer() {}

    static ServerStarter.RunningServer start(PlantConfig config) {
        throw Problem.of(
                ProblemCode.FEATURE_DISABLED, "this build holds no server for partition " + config.partitionId());
    }
}

package metalplant.bootstrap;

import metalplant.server.PlantConfig;
import metalplant.server.PlantServer;

/** The one place that names the real server. */
record TheServer(PlantServer server) implements ServerStarter.RunningServer {
    static ServerStarter.RunningServer start(PlantConfig config) {
        return new TheServer(PlantServer.start(config));
    }

    @Override
    public int apiPort() {
        return server.apiPort();
    }

    @Override
    public int grpcPort() {
        return server.grpcPort();
    }

    @Override
    public void close() {
        server.close();
    }
}

package metalplant.bootstrap;

import metalplant.server.PlantConfig;

/** Starts the plant's server; tests put a small one in its place. */
@FunctionalInterface
public interface ServerStarter {
    /** Returns once the schema is migrated and both listeners are open. */
    RunningServer start(PlantConfig config);

    /** A server that listens. */
    interface RunningServer extends AutoCloseable {
        int apiPort();

        int grpcPort();

        @Override
        void close();
    }
}

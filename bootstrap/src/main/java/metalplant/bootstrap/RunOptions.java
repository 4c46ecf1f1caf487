package metalplant.bootstrap;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a person said to {@code ./plant run}; absent means as last time, or the default at the first time.
 *
 * @param rack simulated servers
 */
record RunOptions(
        Path data,
        Optional<Integer> portBase,
        Optional<Integer> rack,
        Optional<String> partition,
        Optional<String> listen,
        Optional<String> databaseUrl) {}

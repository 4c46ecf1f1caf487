package metalplant.server.federation;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** One plant has tunnels in a network namespace: every tunnel there is taken for its own. The lock ends with its process. */
record TunnelLock(FileChannel channel) implements AutoCloseable {
    /**
     * Takes it; empty if another plant has it.
     *
     * @throws Problem MESH_TOOL_FAILED if this process may not
     */
    static Optional<TunnelLock> take() {
        try {
            var namespace = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
            var file = Path.of("/run", "metal-plant-tunnels-" + namespace.replaceAll("[^0-9]", "") + ".lock");
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                return Optional.empty();
            }
            return Optional.of(new TunnelLock(channel));
        } catch (IOException e) {
            throw Problem.of(ProblemCode.MESH_TOOL_FAILED, "tunnels need root: " + e.getMessage())
                    .because(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(TunnelLock.class.getName())
                    .log(System.Logger.Level.WARNING, "the lock of the tunnels was not released", e);
        }
    }
}

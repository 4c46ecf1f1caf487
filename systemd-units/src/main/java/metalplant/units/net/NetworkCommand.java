package metalplant.units.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import metalplant.model.Problem;

/**
 * Writes the files of this host's networks from its environment, and changes nothing else: plant-net.service reads them in.
 *
 * <p>Ends with 0; with 1 and one line on standard error if a variable does not fit, and then nothing was written.
 */
public final class NetworkCommand {
    private final Path networks;
    private final Path filter;

    /**
     * Where files go.
     *
     * @param networks what systemd-networkd reads
     * @param filter what nft reads
     */
    NetworkCommand(Path networks, Path filter) {
        this.networks = networks;
        this.filter = filter;
    }

    /** For plant-net.service. */
    public static void main(String[] arguments) {
        try {
            new NetworkCommand(Path.of("/run/systemd/network"), Path.of("/run/metal-plant-net/rules.nft"))
                    .write(NetworkVariables.read(System.getenv(), Cards.of(Path.of("/sys/class/net"))));
        } catch (Problem e) {
            System.err.println("plant-net: " + e.getMessage());
            System.exit(1);
        }
    }

    /** The filter first: what a network lets in is settled before there is one. */
    void write(HostNetwork network) {
        try {
            write(filter, FirewallText.of(network));
            var files = NetworkFiles.of(network);
            Files.createDirectories(networks);
            for (var file : files.entrySet()) {
                write(networks.resolve(file.getKey()), file.getValue());
            }
            removeOthers(files);
        } catch (IOException e) {
            throw new UncheckedIOException("the files of the networks cannot be written", e);
        }
    }

    private static void write(Path file, String text) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Of an earlier plan. */
    private void removeOthers(Map<String, String> files) throws IOException {
        try (var entries = Files.list(networks)) {
            for (var entry : entries.toList()) {
                var name = entry.getFileName().toString();
                if (name.startsWith(NetworkFiles.PREFIX) && !files.containsKey(name)) {
                    Files.delete(entry);
                }
            }
        }
    }
}

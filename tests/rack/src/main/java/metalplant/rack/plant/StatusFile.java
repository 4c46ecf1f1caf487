package metalplant.rack.plant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code plant status --output json} prints, or the file of that name in a plant's data directory. Certificates are
 * given there as PEM text or as the path of a file; a relative path counts from the status file.
 */
public final class StatusFile {
    private static final String NAME_IN_DATA_DIRECTORY = "run/status.json";

    private final JsonNode status;
    private final Path file;

    private StatusFile(JsonNode status, Path file) {
        this.status = status;
        this.file = file;
    }

    /** @param fileOrDirectory the file, or the data directory of a plant */
    public static StatusFile read(Path fileOrDirectory) throws IOException {
        var file =
                Files.isDirectory(fileOrDirectory) ? fileOrDirectory.resolve(NAME_IN_DATA_DIRECTORY) : fileOrDirectory;
        var status = new ObjectMapper().readTree(file.toFile());
        if (status == null || !status.isObject()) {
            throw new IOException(file + " holds no JSON object");
        }
        return new StatusFile(status, file);
    }

    /** The text at a path like {@code /api/url}; empty if there is none. */
    public Optional<String> text(String pointer) {
        return Optional.of(status.at(pointer).asText("")).filter(text -> !text.isEmpty());
    }

    /** The partition: a text, an object with an id, or the first of a list of either. */
    public Optional<String> partition() {
        return text("/partition")
                .or(() -> text("/partition/id"))
                .or(() -> text("/partitions/0"))
                .or(() -> text("/partitions/0/id"));
    }

    /** Authority, certificate and key below a path like {@code /grpc}; empty unless all three are there. */
    public Optional<Pem> tls(String pointer) throws IOException {
        var ca = pem(pointer + "/ca");
        var cert = pem(pointer + "/cert");
        var key = pem(pointer + "/key");
        return ca.isPresent() && cert.isPresent() && key.isPresent()
                ? Optional.of(new Pem(ca.get(), cert.get(), key.get()))
                : Optional.empty();
    }

    private Optional<String> pem(String pointer) throws IOException {
        var text = text(pointer);
        if (text.isEmpty() || text.get().startsWith("-----BEGIN")) {
            return text;
        }
        return Optional.of(Files.readString(file.resolveSibling(text.get())));
    }
}

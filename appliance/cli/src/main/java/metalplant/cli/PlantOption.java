package metalplant.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import metalplant.cli.api.HmacSigner;
import metalplant.cli.api.PlantApi;
import metalplant.model.Problem;
import metalplant.model.World;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which plant a command is for. */
public final class PlantOption {
    /** Founding a federation and meeting a plant are the longest: on a slow and busy box they were seen to take more than half a minute. */
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static final String STATUS = "run/status.json";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:PLANT_DATA:-.plant}",
            description = "Folder of a plant on this machine. Default: ${DEFAULT-VALUE}")
    Path data = Path.of(".plant");

    @Option(
            names = "--api-url",
            paramLabel = "URL",
            description = "A plant anywhere, with its base path: http://host:port/metal/")
    @Nullable
    URI apiUrl;

    @Option(
            names = "--hmac",
            paramLabel = "KEY",
            defaultValue = "${env:METALCTL_HMAC}",
            description = "Its admin key, with --api-url. Better in METALCTL_HMAC than here.")
    @Nullable
    String hmac;

    boolean isRemote() {
        return apiUrl != null;
    }

    /** A client of that plant, with its admin key. */
    public PlantApi connect(World world) {
        if (apiUrl != null) {
            if (hmac == null || hmac.isEmpty()) {
                throw Problem.bad("--api-url needs the plant's admin key: set METALCTL_HMAC");
            }
            return client(apiUrl.toString(), hmac, world);
        }
        var status = status();
        var url = status.at("/api/url").asText();
        if (url.isEmpty()) {
            throw Problem.bad("the plant in %s does not run: ./plant run --data %s".formatted(data, data));
        }
        return client(url, status.at("/api/hmac/admin").asText(), world);
    }

    /** Its admin key, for what is not asked by this program. */
    HmacSigner signer() {
        if (apiUrl != null) {
            if (hmac == null || hmac.isEmpty()) {
                throw Problem.bad("--api-url needs the plant's admin key: set METALCTL_HMAC");
            }
            return new HmacSigner("Metal-Admin", hmac);
        }
        return new HmacSigner("Metal-Admin", status().at("/api/hmac/admin").asText());
    }

    private static PlantApi client(String url, String key, World world) {
        var base = URI.create(url.endsWith("/") ? url : url + "/");
        return new PlantApi(base, new HmacSigner("Metal-Admin", key), TIMEOUT, world);
    }

    private JsonNode status() {
        var file = data.resolve(STATUS);
        if (!Files.exists(file)) {
            throw Problem.bad("there is no plant in %s: name its folder with --data, or its address with --api-url"
                    .formatted(data.toAbsolutePath().normalize()));
        }
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(file, e.getMessage()));
        }
    }
}

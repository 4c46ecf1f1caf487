package metalplant.bootstrap;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.World;

/**
 * What a plant decides once and keeps, in {@code plant.json}.
 *
 * @param partition wire format, never renamed
 * @param portBase the first of its ports
 * @param listen address of the REST and gRPC listeners
 * @param rack simulated servers
 * @param seeded whether the seed was brought in; what an operator deletes later does not come back
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Settings(String partition, int portBase, String listen, int rack, boolean seeded) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** It becomes part of an NSQ topic and of a certificate's URI. */
    private static final Pattern PARTITION = Pattern.compile("[a-z0-9]([a-z0-9_-]{0,40}[a-z0-9])?");

    private static final int RACK_MAX = 10_000;
    private static final String DEFAULT_PARTITION = "plant";
    private static final String DEFAULT_LISTEN = "127.0.0.1";
    private static final int DEFAULT_RACK = 16;

    public Settings {
        if (!PARTITION.matcher(partition).matches()) {
            throw Problem.bad("a partition's id has lower-case letters, digits, dashes and underscores, not \""
                    + partition + "\"");
        }
        if (rack < 0 || rack > RACK_MAX) {
            throw Problem.bad("a simulated rack has 0 to %d machines, not %d".formatted(RACK_MAX, rack));
        }
    }

    /** What was kept, changed by what is asked for now; nothing is written yet. */
    static Settings resolve(Folders folders, RunOptions options, World world) {
        var kept = read(folders.settings());
        kept.map(Settings::partition).ifPresent(before -> refuseRenaming(before, options, folders.data()));
        return new Settings(
                options.partition().or(() -> kept.map(Settings::partition)).orElse(DEFAULT_PARTITION),
                options.portBase()
                        .or(() -> kept.map(Settings::portBase))
                        .orElseGet(() -> Ports.chooseFree(world).base()),
                options.listen().or(() -> kept.map(Settings::listen)).orElse(DEFAULT_LISTEN),
                options.rack().or(() -> kept.map(Settings::rack)).orElse(DEFAULT_RACK),
                kept.map(Settings::seeded).orElse(false));
    }

    /** Empty for a new plant. */
    public static Optional<Settings> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(AtomicFile.read(file), Settings.class));
        } catch (JsonProcessingException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(file, e.getOriginalMessage()))
                    .because(e);
        }
    }

    public void write(Path file) {
        try {
            AtomicFile.write(file, JSON.writeValueAsString(this) + "\n", AtomicFile.PUBLIC);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("settings always have a JSON form", e);
        }
    }

    /** The same, with the seed brought in. */
    public Settings asSeeded() {
        return new Settings(partition, portBase, listen, rack, true);
    }

    Ports ports() {
        return new Ports(portBase);
    }

    private static void refuseRenaming(String before, RunOptions options, Path data) {
        options.partition().filter(asked -> !asked.equals(before)).ifPresent(asked -> {
            throw Problem.refused("the plant in %s is partition \"%s\" and a partition is never renamed: leave out"
                            .formatted(data, before)
                    + " --partition, or start a new plant with another --data");
        });
    }
}

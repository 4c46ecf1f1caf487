package metalplant.server.auth;

import static java.lang.System.Logger.Level.WARNING;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import metalplant.door.bearer.Issuer;
import metalplant.door.bearer.KeyMemory;
import metalplant.mesh.files.AtomicFile;
import metalplant.wire.WireJson;

/** Keys of issuers in a folder, a file each. They are public; whoever may write there may let people in. */
final class FiledKeys implements KeyMemory {
    private static final System.Logger LOG = System.getLogger(FiledKeys.class.getName());
    private static final String FOLDER_MODE = "rwx------";

    private final Path folder;

    /** @param folder made when there is something to keep */
    FiledKeys(Path folder) {
        this.folder = folder;
    }

    private record Stored(String url, String audience, Instant fetched, String document) {}

    @Override
    public Optional<Kept> read(Issuer issuer) {
        var file = file(issuer);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var stored = WireJson.mapper().readValue(AtomicFile.read(file), Stored.class);
            return Optional.of(new Kept(stored.fetched(), stored.document()));
        } catch (JsonProcessingException | UncheckedIOException e) {
            LOG.log(WARNING, "kept keys of an issuer are lost file={0} why={1}", file, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    @Override
    public void write(Issuer issuer, Kept kept) {
        AtomicFile.folder(folder, FOLDER_MODE);
        var stored = new Stored(issuer.url(), issuer.audience(), kept.fetched(), kept.document());
        AtomicFile.write(file(issuer), WireJson.text(stored), AtomicFile.SECRET);
    }

    @Override
    public void keepOnly(Collection<Issuer> issuers) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        var wanted = issuers.stream().map(this::file).collect(Collectors.toSet());
        try (var files = Files.list(folder)) {
            files.filter(file -> !wanted.contains(file)).forEach(AtomicFile::remove);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(Issuer issuer) {
        try {
            var name = MessageDigest.getInstance("SHA-256")
                    .digest((issuer.kind() + " " + issuer.audience() + " " + issuer.url())
                            .getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(name) + ".json");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}

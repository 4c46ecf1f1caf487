package metalplant.imagestore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import metalplant.imagestore.disk.Depot;
import metalplant.imagestore.disk.StoreLimits;
import metalplant.model.SystemWorld;

/** Stores and contents for tests. */
public final class TestDepots {
    /** Small, and nothing of the disk is reserved. */
    public static final StoreLimits LIMITS = new StoreLimits(64L << 20, 32L << 20, 0);

    private TestDepots() {}

    public static Depot at(Path folder) {
        return Depot.open(folder, LIMITS, new SystemWorld());
    }

    /** Bytes that look like an image: the same for the same seed. */
    public static byte[] bytes(int size, long seed) {
        var bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    public static StoredImage put(Depot depot, String name, ImageKind kind, byte[] content) {
        try (var draft = depot.draft(name)) {
            draft.content().truncate(0).write(ByteBuffer.wrap(content), 0);
            return depot.keep(
                    draft,
                    new ImageName(name),
                    kind,
                    new Depot.Expected(content.length, Optional.empty(), Optional.empty()),
                    "a test");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    public static byte[] read(OpenImage file) {
        try (file) {
            var bytes = ByteBuffer.allocate((int) file.about().size());
            while (bytes.hasRemaining() && file.content().read(bytes) >= 0) {
                // Until it is full.
            }
            return bytes.array();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

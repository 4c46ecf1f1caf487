package metalplant.wireguard.plan;

import java.nio.file.Path;

/**
 * A key that we made for this pair. The private half stays in its file; only {@code wg} reads it.
 *
 * @param file absolute, mode 0600
 */
public record OwnKey(int generation, PublicKey key, Path file) implements KeyOfGeneration {
    public OwnKey {
        KeyOfGeneration.check(generation);
        if (!file.isAbsolute()) {
            throw new IllegalArgumentException("the file of a key has an absolute path");
        }
    }
}

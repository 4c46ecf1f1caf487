package metalplant.imagestore;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * A stored file, open for reading. It stays readable until it is closed, whatever is removed meanwhile.
 *
 * @param content positioned at its beginning; its length is {@code about.size()}
 */
public record OpenImage(StoredImage about, FileChannel content) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        content.close();
    }
}

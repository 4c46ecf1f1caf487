package metalplant.boot.files;

import java.io.IOException;
import java.io.InputStream;

/** A file that is open, with its length in bytes. */
public record BootFile(long size, InputStream content) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        content.close();
    }
}

package metalplant.router.merge;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.router.exchange.Reply;

/**
 * Takes a plant's answer in whole before any of it is passed on: a plant that stops in the middle can then still be replaced by its snapshot,
 * and a slow reader of ours does not hold a place at the plant. Small answers stay in memory, larger ones lie in a file that has no name
 * any more when it is read.
 */
public final class Spool {
    private static final int MEMORY_BYTES = 256 * 1024;

    private final Path folder;
    private final long bytesMax;

    /**
     * A spool that keeps nothing.
     *
     * @param folder for large answers
     * @param bytesMax of one answer
     */
    public Spool(Path folder, long bytesMax) {
        this.folder = folder;
        this.bytesMax = bytesMax;
    }

    /**
     * Reads the whole answer and gives its place back.
     *
     * @throws IOException if the answer ended early or is too large
     */
    public InputStream take(Reply reply) throws IOException {
        try (reply) {
            var head = reply.body().readNBytes(MEMORY_BYTES);
            return head.length < MEMORY_BYTES ? new ByteArrayInputStream(head) : file(head, reply);
        }
    }

    private InputStream file(byte[] head, Reply reply) throws IOException {
        var file = temporary();
        try {
            try (var out = Files.newOutputStream(file)) {
                out.write(head);
                copy(reply, out, head.length);
            }
            return Files.newInputStream(file, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private void copy(Reply reply, java.io.OutputStream out, long written) throws IOException {
        var buffer = new byte[16 * 1024];
        long total = written;
        for (int n = reply.body().read(buffer); n >= 0; n = reply.body().read(buffer)) {
            total += n;
            if (total > bytesMax) {
                throw new IOException("the answer of plant " + reply.plant() + " is too large");
            }
            out.write(buffer, 0, n);
        }
    }

    private Path temporary() {
        try {
            Files.createDirectories(folder);
            return Files.createTempFile(folder, "answer", ".json");
        } catch (IOException e) {
            throw Problem.of(ProblemCode.TOO_BUSY, "this door has no room on its disk for large lists")
                    .because(e);
        }
    }
}

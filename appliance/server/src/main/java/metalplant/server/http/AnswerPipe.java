package metalplant.server.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.wire.WireJson;
import org.jspecify.annotations.Nullable;

/**
 * A document that is read while it is written, so that it is nowhere in whole. The writer has a thread of its own, which ends with the
 * document or when the reader goes away.
 */
final class AnswerPipe extends FilterInputStream {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final PipedOutputStream end = new PipedOutputStream();
    private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
    private volatile @Nullable Exception failure;

    private AnswerPipe(PipedInputStream in) throws IOException {
        super(in);
        end.connect(in);
    }

    /** Returns once the first part is there; @throws Problem if nothing could be written at all */
    static InputStream of(Answer.Writer writer) {
        try {
            var pipe = new AnswerPipe(new PipedInputStream(BUFFER_BYTES));
            Thread.ofVirtual().name("answer").start(() -> pipe.write(writer));
            pipe.begun.get();
            return pipe;
        } catch (IOException e) {
            throw new IllegalStateException("a pipe has two ends", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ProblemCode.TOO_BUSY, "the plant is stopping").because(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    private void write(Answer.Writer writer) {
        try {
            // Closed only on success: closing would end the document, and a cut one must not look whole.
            var json = WireJson.mapper().createGenerator(new LateOutputStream(this::begin));
            writer.write(json);
            json.close();
        } catch (IOException | RuntimeException e) {
            failure = e;
            begun.completeExceptionally(e);
        } finally {
            finish();
        }
    }

    /** After the failure is known, so that the reader does not take the end of a cut document for the end of a whole one. */
    private void finish() {
        try {
            end.close();
        } catch (IOException _) {
            // The reader is gone.
        }
    }

    private OutputStream begin() {
        begun.complete(true);
        return new Pushed(end);
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        return read < 0 ? ended(read) : read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        return read < 0 ? ended(read) : read;
    }

    private int ended(int read) throws IOException {
        var why = failure;
        if (why != null) {
            throw new IOException("answer was cut off", why);
        }
        return read;
    }

    /** Wakes the reader after each part, which pipes do not do by themselves. */
    private static final class Pushed extends OutputStream {
        private final PipedOutputStream end;

        Pushed(PipedOutputStream end) {
            this.end = end;
        }

        @Override
        public void write(int b) throws IOException {
            end.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            end.write(bytes, offset, length);
            end.flush();
        }

        @Override
        public void close() throws IOException {
            end.close();
        }
    }
}

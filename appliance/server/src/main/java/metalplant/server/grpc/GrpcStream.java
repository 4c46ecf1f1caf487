package metalplant.server.grpc;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;

import com.google.protobuf.MessageLite;
import io.grpc.Status;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import io.helidon.http.http2.Http2Flag;
import io.helidon.http.http2.Http2FrameData;
import io.helidon.http.http2.Http2FrameHeader;
import io.helidon.http.http2.Http2FrameTypes;
import io.helidon.http.http2.Http2Headers;
import io.helidon.http.http2.Http2RstStream;
import io.helidon.http.http2.Http2StreamState;
import io.helidon.http.http2.Http2StreamWriter;
import io.helidon.http.http2.Http2WindowUpdate;
import io.helidon.http.http2.StreamFlowControl;
import io.helidon.webserver.http2.spi.Http2SubProtocolSelector.SubProtocolHandler;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Optional;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.server.ProblemLog;

/**
 * One HTTP/2 stream with one call.
 *
 * <p>Helidon gives each stream a virtual thread that waits for frames. The call is served on it, inside {@link #data}, from the last
 * frame of the request to the end of the answer: so when that returns, both directions are over, Helidon forgets the stream and the
 * thread ends. Whatever ends a call from elsewhere (a reset, a lost connection) only leaves word for this thread.
 */
final class GrpcStream implements SubProtocolHandler, GrpcCall {
    private static final System.Logger LOG = System.getLogger(GrpcStream.class.getName());
    private static final int REQUEST_MAX_BYTES = 4 << 20;
    private static final int PREFIX_BYTES = 5;

    private final GrpcConnection connection;
    private final Optional<GrpcMethod> method;
    private final Http2StreamWriter writer;
    private final int streamId;
    private final StreamFlowControl flow;
    private final Thread thread = Thread.currentThread();

    private ByteArrayOutputStream request = new ByteArrayOutputStream(0);
    private boolean tooLarge;
    private boolean headersSent;
    private Phase phase = Phase.READING;
    private boolean gone;
    private Runnable whenGone = () -> {};
    private volatile Http2StreamState state = Http2StreamState.OPEN;

    private enum Phase {
        READING,
        SERVING,
        ENDED
    }

    /** Made on the stream's own thread. */
    GrpcStream(
            GrpcConnection connection,
            Optional<GrpcMethod> method,
            Http2StreamWriter writer,
            int streamId,
            StreamFlowControl flow) {
        this.connection = connection;
        this.method = method;
        this.writer = writer;
        this.streamId = streamId;
        this.flow = flow;
    }

    @Override
    public void init() {
        connection.started(this);
    }

    @Override
    public Http2StreamState streamState() {
        return state;
    }

    @Override
    public void rstStream(Http2RstStream reset) {
        abandon();
        connection.reset();
    }

    @Override
    public void windowUpdate(Http2WindowUpdate update) {}

    /** Called by the connection's thread or whoever ends the connection. */
    void abandon() {
        Runnable told;
        synchronized (this) {
            if (gone || phase == Phase.ENDED) {
                return;
            }
            gone = true;
            if (phase == Phase.READING) {
                // Nothing else wakes a thread that waits for frames of a stream that will have none.
                end();
                thread.interrupt();
                return;
            }
            told = whenGone;
        }
        told.run();
    }

    @Override
    public void data(Http2FrameHeader header, BufferData data) {
        collect(data);
        if (!header.flags(Http2FrameTypes.DATA).endOfStream()) {
            return;
        }
        synchronized (this) {
            if (phase != Phase.READING) {
                return;
            }
            phase = Phase.SERVING;
        }
        try {
            serve();
        } finally {
            synchronized (this) {
                end();
            }
        }
    }

    private synchronized void end() {
        phase = Phase.ENDED;
        state = Http2StreamState.CLOSED;
        connection.ended(this);
    }

    /** What is too large is read to its end and dropped: a stream left unread would stop its connection. */
    private void collect(BufferData data) {
        int more = data.available();
        if (tooLarge || request.size() + more > REQUEST_MAX_BYTES) {
            tooLarge = true;
            request = new ByteArrayOutputStream(0);
            return;
        }
        request.writeBytes(data.readBytes());
    }

    private void serve() {
        var path = method.map(GrpcMethod::path).orElse("unknown");
        try {
            var known = method;
            if (known.isEmpty()) {
                close(Status.Code.UNIMPLEMENTED, "there is no such method");
                return;
            }
            known.get().handler().handle(this, message());
            close(Status.Code.OK, "");
        } catch (Problem problem) {
            ProblemLog.write(LOG, "method=" + path, problem);
            close(GrpcProblems.code(problem), GrpcProblems.message(problem));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (isGone()) {
                LOG.log(DEBUG, "client went away method={0} message={1}", path, e.getMessage());
                return;
            }
            LOG.log(ERROR, "call failed method=" + path, e);
            close(Status.Code.INTERNAL, "internal error, the log of the plant says more");
        }
    }

    private byte[] message() {
        if (tooLarge) {
            throw Problem.of(
                    ProblemCode.BODY_TOO_LARGE,
                    "the request is larger than the %d MiB this plant reads".formatted(REQUEST_MAX_BYTES >> 20));
        }
        var framed = ByteBuffer.wrap(request.toByteArray());
        request = new ByteArrayOutputStream(0);
        if (framed.remaining() < PREFIX_BYTES) {
            throw Problem.bad("the request holds no message");
        }
        if (framed.get() != 0) {
            throw Problem.bad("compressed requests are not read");
        }
        if (framed.getInt() != framed.remaining()) {
            throw Problem.bad("the request must be exactly one message");
        }
        var message = new byte[framed.remaining()];
        framed.get(message);
        return message;
    }

    private synchronized boolean isGone() {
        return gone;
    }

    @Override
    public Optional<X509Certificate> peer() {
        return connection.peer();
    }

    @Override
    public void onGone(Runnable work) {
        synchronized (this) {
            if (!gone) {
                whenGone = work;
                return;
            }
        }
        work.run();
    }

    @Override
    public void probe() {
        connection.ping(writer);
    }

    @Override
    public void send(MessageLite message) {
        if (isGone()) {
            return;
        }
        if (!headersSent) {
            headersSent = true;
            var headers = Http2Headers.create(contentType());
            headers.status(io.helidon.http.Status.OK_200);
            writer.writeHeaders(
                    headers, streamId, Http2Flag.HeaderFlags.create(Http2Flag.END_OF_HEADERS), flow.outbound());
        }
        var framed = ByteBuffer.allocate(PREFIX_BYTES + message.getSerializedSize());
        framed.put((byte) 0).putInt(message.getSerializedSize()).put(message.toByteArray());
        var header = Http2FrameHeader.create(
                framed.capacity(), Http2FrameTypes.DATA, Http2Flag.DataFlags.create(0), streamId);
        writer.writeData(new Http2FrameData(header, BufferData.create(framed.array())), flow.outbound());
    }

    private void close(Status.Code code, String message) {
        if (isGone()) {
            return;
        }
        var trailers = headersSent ? WritableHeaders.create() : contentType();
        trailers.set(HeaderValues.create("grpc-status", Integer.toString(code.value())));
        if (!message.isEmpty()) {
            trailers.set(HeaderValues.create("grpc-message", GrpcProblems.encoded(message)));
        }
        var headers = Http2Headers.create(trailers);
        if (!headersSent) {
            headers.status(io.helidon.http.Status.OK_200);
        }
        var flags = Http2Flag.HeaderFlags.create(Http2Flag.END_OF_HEADERS | Http2Flag.END_OF_STREAM);
        try {
            writer.writeHeaders(headers, streamId, flags, flow.outbound());
        } catch (RuntimeException e) {
            LOG.log(DEBUG, "client went away before the end of its answer message={0}", e.getMessage());
        }
    }

    private static WritableHeaders<?> contentType() {
        return WritableHeaders.create().set(HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/grpc"));
    }
}

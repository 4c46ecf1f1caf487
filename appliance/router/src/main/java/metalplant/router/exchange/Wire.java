package metalplant.router.exchange;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import metalplant.model.World;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;

/** One connection to a plant, used by one request at a time. */
final class Wire {
    private static final int LINE_MAX = 64 * 1024;
    private static final int HEADERS_MAX = 256;
    private static final int FIRST_FINAL_STATUS = 200;
    private static final Http1Config LIMITS = Http1Config.custom()
            .setMaxLineLength(LINE_MAX)
            .setMaxHeaderCount(HEADERS_MAX)
            .build();

    private final Socket plain;
    private final DefaultBHttpClientConnection connection;
    private volatile boolean answering;
    private long idleSince;

    /**
     * Over an open connection.
     *
     * @param plain below TLS, to be closed without a word when something hangs
     * @param used what is spoken through; the same without TLS
     */
    Wire(Socket plain, Socket used) throws IOException {
        this.plain = plain;
        this.connection = new DefaultBHttpClientConnection(LIMITS);
        connection.bind(used);
    }

    /**
     * Sends a request and waits for the head of the answer.
     *
     * @param patience for all of that; afterwards the connection is cut
     */
    ClassicHttpResponse exchange(ClassicHttpRequest request, Duration patience, World world) throws IOException {
        answering = false;
        var watch = world.after(patience, this::cut);
        try {
            connection.sendRequestHeader(request);
            if (request.getEntity() != null) {
                connection.sendRequestEntity(request);
            }
            connection.flush();
            return answer(request);
        } catch (HttpException e) {
            throw new IOException("the answer is not HTTP: " + e.getMessage(), e);
        } finally {
            watch.cancel();
        }
    }

    private ClassicHttpResponse answer(ClassicHttpRequest request) throws IOException, HttpException {
        var response = connection.receiveResponseHeader();
        answering = true;
        while (response.getCode() < FIRST_FINAL_STATUS) {
            response = connection.receiveResponseHeader();
        }
        if (MessageSupport.canResponseHaveBody(request.getMethod(), response)) {
            connection.receiveResponseEntity(response);
        }
        return response;
    }

    /** Whether the plant has begun to answer the last request. */
    boolean answering() {
        return answering;
    }

    /** Whether another request may follow this answer once it was read to its end. */
    boolean staysOpen(ClassicHttpRequest request, ClassicHttpResponse response) {
        return connection.isConsistent()
                && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, HttpCoreContext.create());
    }

    void idle(long nanos) {
        idleSince = nanos;
    }

    Duration idleFor(long nanos) {
        return Duration.ofNanos(nanos - idleSince);
    }

    /** Looks whether the plant has closed it; takes a millisecond if not. */
    boolean isStale() {
        try {
            return !connection.isOpen() || connection.isStale();
        } catch (IOException _) {
            return true;
        }
    }

    /** Ends it at once, from any thread. */
    void cut() {
        try {
            // Not through TLS: its goodbye may wait for a peer that does not read.
            plain.close();
        } catch (IOException _) {
            // Closed is what it should be.
        }
        connection.close(CloseMode.IMMEDIATE);
    }
}

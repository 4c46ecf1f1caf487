package metalplant.server.grpc;

import com.google.protobuf.MessageLite;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** One call, used by the thread that serves it. */
public interface GrpcCall {
    /** What the client proved to be; it was checked against the trusted authority. */
    Optional<X509Certificate> peer();

    /** Sends one message; blocks while the client's window is closed. */
    void send(MessageLite message);

    /** Makes sure that a client which is still there says something soon. */
    void probe();

    /** Runs {@code work} when the client is gone or has cancelled, at once if that has happened. It must not block. */
    void onGone(Runnable work);
}

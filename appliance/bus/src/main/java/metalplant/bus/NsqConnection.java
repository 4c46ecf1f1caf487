package metalplant.bus;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLSocket;
import metalplant.model.World;

/**
 * One connection after its handshake. One thread reads; any thread writes, one command at a time, and none is stuck for
 * longer than an answer may take: a connection that nobody reads at the other end is closed.
 */
final class NsqConnection {
    private static final String OK = "OK";

    private final World world;
    private final NsqTimings timings;
    private final Socket raw;
    private final ReentrantLock writing = new ReentrantLock();

    /** The socket that is spoken through: the raw one, later the one with TLS around it. */
    private Socket socket;

    private FrameReader frames;
    private OutputStream out;

    private NsqConnection(Socket raw, World world, NsqTimings timings) throws IOException {
        this.world = world;
        this.timings = timings;
        this.raw = raw;
        this.socket = raw;
        this.frames = new FrameReader(raw.getInputStream());
        this.out = raw.getOutputStream();
    }

    /**
     * Connects and shakes hands.
     *
     * @throws IOException when nsqd is not there, does not answer in time, or refuses; nothing was published
     */
    static NsqConnection open(NsqConfig config, World world) throws IOException {
        var raw = new Socket();
        try {
            raw.setTcpNoDelay(true);
            raw.setKeepAlive(true);
            var address = new InetSocketAddress(
                    config.tcp().getHostString(), config.tcp().getPort());
            raw.connect(address, Math.toIntExact(config.timings().connect().toMillis()));
            var connection = new NsqConnection(raw, world, config.timings());
            connection.limited(() -> connection.shakeHands(config));
            return connection;
        } catch (IOException e) {
            closeQuietly(raw);
            throw e;
        } catch (RuntimeException e) {
            // TLS files that cannot be used, a host name that is none
            closeQuietly(raw);
            throw new IOException(e.getMessage(), e);
        }
    }

    /** The next frame that means something. Signs of life are answered and not returned. Blocks; for one thread. */
    Frame read() throws IOException {
        while (true) {
            var frame = frames.read();
            if (!(frame instanceof Frame.Answer answer && answer.isSignOfLife())) {
                return frame;
            }
            write(Command.nothing());
        }
    }

    /** Writes one command whole. After an exception nobody knows how much of it nsqd has. */
    void write(byte[] command) throws IOException {
        limited(() -> {
            writing.lock();
            try {
                out.write(command);
                out.flush();
            } finally {
                writing.unlock();
            }
        });
    }

    /** Makes this the connection of a consumer that takes one message at a time. */
    void subscribe(String topic, String channel) throws IOException {
        limited(() -> {
            write(Command.subscribe(topic, channel));
            requireOk();
            write(Command.ready(1));
        });
    }

    /** Ends the connection at once; whoever reads or writes gets an IOException. Never blocks. */
    void close() {
        // the raw socket: that of TLS would first want to say goodbye, and may wait for it
        closeQuietly(raw);
    }

    private void shakeHands(NsqConfig config) throws IOException {
        var tls = config.tls();
        write(Command.magic());
        write(Command.identify(Identity.request(timings.heartbeat(), tls.isPresent())));
        Identity.requireGranted(answer(), tls.isPresent());
        if (tls.isPresent()) {
            beginTls(tls.get(), config.tcp());
            requireOk();
        }
        socket.setSoTimeout(Math.toIntExact(timings.silence().toMillis()));
        frames = new FrameReader(new BufferedInputStream(socket.getInputStream()));
    }

    private void beginTls(NsqTls tls, InetSocketAddress address) throws IOException {
        var factory = tls.context().getSocketFactory();
        var secured = (SSLSocket) factory.createSocket(raw, address.getHostString(), address.getPort(), true);
        var parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        socket = secured;
        frames = new FrameReader(secured.getInputStream());
        out = secured.getOutputStream();
    }

    /** Reads the OK that comes after the beginning of TLS and after a subscription. */
    private void requireOk() throws IOException {
        var answer = answer();
        if (!answer.equals(OK)) {
            throw new ProtocolException("nsqd answers something else than OK");
        }
    }

    private String answer() throws IOException {
        return switch (read()) {
            case Frame.Answer answer -> answer.text();
            case Frame.Refusal refusal -> throw new ProtocolException("nsqd refuses: " + refusal.text());
            case Frame.Delivered _ -> throw new ProtocolException("nsqd sends a message where an answer is due");
        };
    }

    /** Input or output that must come to an end in time. */
    private interface Step {
        void run() throws IOException;
    }

    private void limited(Step step) throws IOException {
        var limit = new Limit(this::close);
        var timer = world.after(timings.answer(), limit::expire);
        try {
            step.run();
        } catch (IOException e) {
            throw limit.explain(e, timings.answer());
        } finally {
            timer.cancel();
        }
    }

    /** Remembers that it was time which closed the socket, for the message. */
    private static final class Limit {
        private final Runnable close;
        private volatile boolean expired;

        Limit(Runnable close) {
            this.close = close;
        }

        void expire() {
            expired = true;
            close.run();
        }

        IOException explain(IOException e, Duration limit) {
            return expired ? new IOException("nsqd did nothing for " + limit, e) : e;
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // it is gone either way
        }
    }
}

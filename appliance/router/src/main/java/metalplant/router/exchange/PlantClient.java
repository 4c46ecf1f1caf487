package metalplant.router.exchange;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import metalplant.model.World;
import metalplant.router.plants.PlantLink;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;

/**
 * HTTP/1.1 to one plant, on the thread of the request: no other thread has to wake up on the way of a request and its answer. The words are
 * those of Apache HttpCore; what is done with connections is here, because the rules of the door hang on it:
 *
 * <ul>
 *   <li>A request for which there was no connection is {@link Unsent}; every other failure may have reached the plant.
 *   <li>A write goes out on a connection that was looked at a moment before, once. A read that a kept connection swallowed, without a byte of an
 *       answer, is sent once more on a new one.
 *   <li>All waits are bounded as a whole, not per byte: somebody else's timer cuts the connection.
 * </ul>
 *
 * <p>As many connections as there are requests under way, which the line bounds.
 */
final class PlantClient implements AutoCloseable {
    /** Plants keep them for minutes. */
    private static final Duration IDLE_MAX = Duration.ofSeconds(30);
    /** A connection that was good this short a time ago is taken for good by reads. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final InetSocketAddress address;
    private final URI base;
    private final Optional<SSLContext> tls;
    private final boolean namesCount;
    private final Waits waits;
    private final World world;
    private final ConcurrentLinkedDeque<Wire> idle = new ConcurrentLinkedDeque<>();
    private final Set<Wire> all = ConcurrentHashMap.newKeySet();
    private volatile boolean retired;
    private volatile boolean closed;

    private PlantClient(URI base, Optional<SSLContext> tls, boolean namesCount, Waits waits, World world) {
        this.base = base;
        this.tls = tls;
        this.namesCount = namesCount;
        this.waits = waits;
        this.world = world;
        int port = base.getPort() >= 0 ? base.getPort() : base.getScheme().equals("https") ? 443 : 80;
        this.address = InetSocketAddress.createUnresolved(bare(base.getHost()), port);
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Empty for the plant that this door stands in. */
    static Optional<PlantClient> to(URI base, PlantLink link, Waits waits, World world) {
        boolean secured = base.getScheme().equals("https");
        return switch (link) {
            case PlantLink.Here _ -> Optional.empty();
            // The plant id in the certificate is the name.
            case PlantLink.Peer(var tls) ->
                Optional.of(new PlantClient(base, secured ? Optional.of(tls) : Optional.empty(), false, waits, world));
            case PlantLink.Stock(var _, var tls) ->
                Optional.of(new PlantClient(
                        base,
                        secured ? tls.or(() -> Optional.of(publicTrust())) : Optional.empty(),
                        true,
                        waits,
                        world));
        };
    }

    private static SSLContext publicTrust() {
        try {
            return SSLContext.getDefault();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has a default context", e);
        }
    }

    /**
     * An answer whose body is still to be read. Reading it to its end gives the connection back; closing it before that cuts it.
     *
     * @param length of the body, if the plant said so
     */
    record Answer(int status, Map<String, List<String>> headers, Optional<Long> length, InputStream body) {}

    /**
     * Sends a request, once.
     *
     * @param patience for the head of the answer
     * @param writes whether it may change something
     * @throws Unsent if there was no connection
     */
    Answer send(ClassicHttpRequest request, Duration patience, boolean writes) throws IOException {
        request.setHeader("Host", base.getRawAuthority());
        var kept = kept(writes);
        if (kept.isPresent()) {
            var wire = kept.get();
            try {
                return answer(request, wire, wire.exchange(request, patience, world));
            } catch (IOException e) {
                drop(wire);
                if (writes
                        || wire.answering()
                        || closed
                        || wire.idleFor(world.nanos()).compareTo(patience) >= 0) {
                    throw e;
                }
            }
        }
        var wire = connected();
        try {
            return answer(request, wire, wire.exchange(request, patience, world));
        } catch (IOException e) {
            drop(wire);
            throw e;
        }
    }

    private Optional<Wire> kept(boolean writes) {
        for (var wire = idle.pollFirst(); wire != null; wire = idle.pollFirst()) {
            var rested = wire.idleFor(world.nanos());
            boolean looked = writes || rested.compareTo(FRESH) > 0;
            if (rested.compareTo(IDLE_MAX) < 0 && !(looked && wire.isStale())) {
                wire.idle(world.nanos());
                return Optional.of(wire);
            }
            drop(wire);
        }
        return Optional.empty();
    }

    private Wire connected() throws Unsent {
        var plain = new Socket();
        var watch = world.after(waits.connect(), () -> closeQuietly(plain));
        try {
            plain.setOption(StandardSocketOptions.TCP_NODELAY, true);
            plain.connect(
                    new InetSocketAddress(address.getHostString(), address.getPort()),
                    Math.toIntExact(waits.connect().toMillis()));
            var wire = new Wire(plain, secured(plain));
            all.add(wire);
            if (closed) {
                throw new IOException("the door is closing");
            }
            return wire;
        } catch (IOException e) {
            closeQuietly(plain);
            throw new Unsent(e);
        } finally {
            watch.cancel();
        }
    }

    private Socket secured(Socket plain) throws IOException {
        if (tls.isEmpty()) {
            return plain;
        }
        var socket = (SSLSocket)
                tls.get().getSocketFactory().createSocket(plain, address.getHostString(), address.getPort(), true);
        if (namesCount) {
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return socket;
    }

    private Answer answer(ClassicHttpRequest request, Wire wire, ClassicHttpResponse response) throws IOException {
        boolean again = wire.staysOpen(request, response);
        var entity = response.getEntity();
        if (entity == null) {
            finished(wire, again);
            return new Answer(response.getCode(), headers(response), Optional.empty(), InputStream.nullInputStream());
        }
        var watch = world.after(waits.body(), wire::cut);
        return new Answer(
                response.getCode(),
                headers(response),
                Optional.of(entity.getContentLength()).filter(length -> length >= 0),
                new Body(
                        entity.getContent(),
                        () -> {
                            watch.cancel();
                            finished(wire, again);
                        },
                        () -> {
                            watch.cancel();
                            drop(wire);
                        }));
    }

    private static Map<String, List<String>> headers(ClassicHttpResponse response) {
        var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        for (var header : response.getHeaders()) {
            headers.computeIfAbsent(header.getName(), _ -> new ArrayList<>()).add(header.getValue());
        }
        return headers;
    }

    private void finished(Wire wire, boolean again) {
        if (!again || retired) {
            drop(wire);
            return;
        }
        wire.idle(world.nanos());
        idle.addFirst(wire);
        if (retired) {
            drop(wire);
        }
        // Those at the end have rested for longest.
        for (var last = idle.peekLast(); last != null && isOld(last) && idle.remove(last); last = idle.peekLast()) {
            drop(last);
        }
    }

    private boolean isOld(Wire wire) {
        return wire.idleFor(world.nanos()).compareTo(IDLE_MAX) >= 0;
    }

    private void drop(Wire wire) {
        all.remove(wire);
        wire.cut();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // Closed is what it should be.
        }
    }

    /** Keeps no connection from now on; what is under way goes on to its end. */
    void retire() {
        retired = true;
        for (var wire = idle.pollFirst(); wire != null; wire = idle.pollFirst()) {
            drop(wire);
        }
    }

    /** Ends all connections, with what is under way on them. */
    @Override
    public void close() {
        closed = true;
        retire();
        all.forEach(this::drop);
    }

    /** Tells once how it ended: read to its end, or not. */
    private static final class Body extends FilterInputStream {
        private final Runnable whole;
        private final Runnable broken;
        private State state = State.OPEN;

        private enum State {
            OPEN,
            WHOLE,
            BROKEN
        }

        Body(InputStream in, Runnable whole, Runnable broken) {
            super(in);
            this.whole = whole;
            this.broken = broken;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            switch (state) {
                case OPEN -> {}
                case WHOLE -> {
                    return -1;
                }
                case BROKEN -> throw new IOException("the answer was not read to its end");
            }
            try {
                int n = super.read(bytes, from, length);
                if (n < 0) {
                    end(State.WHOLE, whole);
                }
                return n;
            } catch (IOException e) {
                end(State.BROKEN, broken);
                throw e;
            }
        }

        private void end(State how, Runnable tell) {
            if (state == State.OPEN) {
                state = how;
                tell.run();
            }
        }

        @Override
        public void close() {
            // What is left is not worth waiting for: the connection goes with it.
            end(State.BROKEN, broken);
        }
    }
}

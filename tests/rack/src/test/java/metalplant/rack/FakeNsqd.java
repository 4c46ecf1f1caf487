package metalplant.rack;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** The part of nsqd that a consumer over TLS needs: upgrades, takes a subscription, hands out messages, writes down. */
final class FakeNsqd implements AutoCloseable {
    private static final int RESPONSE = 0;
    private static final int MESSAGE = 2;

    final List<String> commands = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Outgoing> outgoing = new LinkedBlockingQueue<>();
    private final ServerSocket listener;
    private final SSLContext tls;
    private volatile Socket current = new Socket();

    private record Outgoing(int attempt, String id, long nanos, byte[] body) {}

    FakeNsqd(SSLContext tls) throws IOException {
        this.tls = tls;
        this.listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String address() {
        return "localhost:" + listener.getLocalPort();
    }

    /** @param id 16 characters */
    void publish(String id, int attempt, long nanos, byte[] body) {
        outgoing.add(new Outgoing(attempt, id, nanos, body));
    }

    void dropConnection() throws IOException {
        current.close();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                current = socket;
                talk(socket);
            } catch (SocketException | EOFException e) {
                commands.add("GONE");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void talk(Socket plain) throws IOException {
        var in = new DataInputStream(plain.getInputStream());
        var out = new DataOutputStream(plain.getOutputStream());
        in.readNBytes(4);
        commands.add(line(in) + " " + new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8));
        frame(out, RESPONSE, """
                {"tls_v1":true,"heartbeat_interval":5000,"max_rdy_count":2500,"msg_timeout":60000,\
                "deflate":false,"snappy":false,"auth_required":false,"version":"1.3.0"}""".getBytes(StandardCharsets.UTF_8));
        var upgraded = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, true);
        upgraded.setUseClientMode(false);
        upgraded.setNeedClientAuth(true);
        upgraded.startHandshake();
        var secureIn = new DataInputStream(upgraded.getInputStream());
        var secureOut = new DataOutputStream(upgraded.getOutputStream());
        frame(secureOut, RESPONSE, "OK".getBytes(StandardCharsets.UTF_8));
        commands.add(line(secureIn));
        frame(secureOut, RESPONSE, "OK".getBytes(StandardCharsets.UTF_8));
        Thread.ofVirtual().start(() -> handOut(plain, secureOut));
        while (true) {
            commands.add(line(secureIn));
        }
    }

    private void handOut(Socket socket, DataOutputStream out) {
        try {
            while (!socket.isClosed()) {
                var message = outgoing.poll(50, TimeUnit.MILLISECONDS);
                if (message != null) {
                    send(out, message);
                }
            }
        } catch (IOException e) {
            commands.add("BROKEN");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(DataOutputStream out, Outgoing message) throws IOException {
        synchronized (out) {
            out.writeInt(4 + 8 + 2 + 16 + message.body().length);
            out.writeInt(MESSAGE);
            out.writeLong(message.nanos());
            out.writeShort(message.attempt());
            out.write(message.id().getBytes(StandardCharsets.US_ASCII));
            out.write(message.body());
            out.flush();
        }
    }

    private static void frame(DataOutputStream out, int type, byte[] body) throws IOException {
        synchronized (out) {
            out.writeInt(4 + body.length);
            out.writeInt(type);
            out.write(body);
            out.flush();
        }
    }

    private static String line(DataInputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
            line.append((char) next);
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        current.close();
    }
}

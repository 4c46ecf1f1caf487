package metalplant.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waiting clients ping every 10 s, also without streams; a GOAWAY would throw them out. */
class PingTest {
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int ACK = 1;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void pingsWithoutStreamsAreAnsweredHoweverOftenTheyCome() throws Exception {
        try (var door = new OpenDoor(folder, List.of());
                var socket = connect(door)) {
            var out = socket.getOutputStream();
            var in = new DataInputStream(socket.getInputStream());
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            frame(out, SETTINGS, 0, new byte[0]);
            for (int i = 0; i < 100; i++) {
                // A minute passes with every dozen of pings.
                door.world.beat();
                frame(out, PING, 0, new byte[8]);
                assertThat(typesUntilPingAck(in)).doesNotContain(GOAWAY);
            }
        }
    }

    private static List<Integer> typesUntilPingAck(DataInputStream in) throws IOException {
        var types = new ArrayList<Integer>();
        while (true) {
            int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            in.readInt();
            in.readNBytes(length);
            types.add(type);
            if (type == GOAWAY || (type == PING && flags == ACK)) {
                return types;
            }
        }
    }

    private static void frame(OutputStream out, int type, int flags, byte[] payload) throws IOException {
        var frame = new byte[9 + payload.length];
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        System.arraycopy(payload, 0, frame, 9, payload.length);
        out.write(frame);
        out.flush();
    }

    private static SSLSocket connect(OpenDoor door) throws IOException, GeneralSecurityException {
        var own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        var chain = PemFiles.certificates(door.sharedCertificate().toPath()).toArray(Certificate[]::new);
        own.setKeyEntry("own", PemFiles.key(door.sharedKey().toPath()), new char[0], chain);
        own.setCertificateEntry(
                "ca", PemFiles.certificates(door.authority().toPath()).getFirst());
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(own);
        var tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        var socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", door.port());
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
        return socket;
    }
}

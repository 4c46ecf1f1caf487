package metalplant.agent.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A connection to Redis over its socket: as much of the protocol (RESP 2) as CONFIG_DB needs. */
final class Redis implements AutoCloseable {
    private static final int BULK_MAX_BYTES = 16 << 20;
    private static final int ARRAY_MAX = 1 << 20;
    private static final int LINE_MAX = 1 << 16;
    private static final int DEPTH_MAX = 4;

    private final SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;

    Redis(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        in = new BufferedInputStream(Channels.newInputStream(channel));
        out = Channels.newOutputStream(channel);
    }

    /** Sends a command. @return its answer as words; a nested one is flat, nothing is no word */
    List<String> ask(String... words) throws IOException {
        var request = new ByteArrayOutputStream();
        request.writeBytes(("*" + words.length + "\r\n").getBytes(UTF_8));
        for (var word : words) {
            var bytes = word.getBytes(UTF_8);
            request.writeBytes(("$" + bytes.length + "\r\n").getBytes(UTF_8));
            request.writeBytes(bytes);
            request.writeBytes("\r\n".getBytes(UTF_8));
        }
        out.write(request.toByteArray());
        out.flush();
        var answer = new ArrayList<String>();
        read(answer, 0);
        return answer;
    }

    private void read(List<String> into, int depth) throws IOException {
        var line = line();
        var rest = line.substring(1);
        switch (line.charAt(0)) {
            case '+', ':' -> into.add(rest);
            case '-' -> throw new IOException("Redis: " + rest);
            case '$' -> {
                int length = number(rest, BULK_MAX_BYTES);
                if (length >= 0) {
                    var bytes = in.readNBytes(length + 2);
                    if (bytes.length < length + 2) {
                        throw new EOFException("Redis ended in the middle of an answer");
                    }
                    into.add(new String(bytes, 0, length, UTF_8));
                }
            }
            case '*' -> {
                int count = number(rest, ARRAY_MAX);
                if (depth == DEPTH_MAX) {
                    throw new IOException("Redis answers with lists in lists in lists");
                }
                for (int i = 0; i < count; i++) {
                    read(into, depth + 1);
                }
            }
            default -> throw new IOException("no answer of Redis: " + line.charAt(0));
        }
    }

    private static int number(String text, int max) throws IOException {
        if (!text.matches("-1|[0-9]{1,9}") || Integer.parseInt(text) > max) {
            throw new IOException("no length in an answer of Redis");
        }
        return Integer.parseInt(text);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0 || line.length() == LINE_MAX) {
                throw new EOFException("Redis ended in the middle of an answer");
            }
            line.append((char) next);
        }
        if (in.read() != '\n' || line.isEmpty()) {
            throw new IOException("no line in an answer of Redis");
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

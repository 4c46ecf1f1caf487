package metalplant.bench.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * One HTTP/1.1 connection that stays open: a request is one write, an answer is read into a buffer that is used again. Knows content
 * lengths and chunks and nothing else. Not for several threads.
 */
public final class HttpConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int LINE_MAX = 16 * 1024;

    private final String host;
    private final Socket socket;
    private final InputStream in;
    private final byte[] line = new byte[LINE_MAX];
    private byte[] body = new byte[64 * 1024];
    private boolean draining;

    public HttpConnection(InetSocketAddress address) throws IOException {
        this.host = address.getHostString() + ":" + address.getPort();
        this.socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(address, TIMEOUT_MILLIS);
        this.in = new BufferedInputStream(socket.getInputStream(), 256 * 1024);
    }

    /**
     * An answer. The body is the connection's own buffer: valid until the next call.
     *
     * @param length how much of the buffer is the body
     */
    public record Answer(int status, byte[] body, int length) {
        public String text() {
            return new String(body, 0, length, StandardCharsets.UTF_8);
        }
    }

    /**
     * Sends and waits for the answer.
     *
     * @param headers whole lines, each with its line end; may be empty
     * @param content sent as JSON; empty for none
     */
    public Answer call(String method, String path, String headers, byte[] content) throws IOException {
        var head = new StringBuilder(256)
                .append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(host)
                .append("\r\nAccept: application/json\r\n")
                .append(headers);
        if (content.length > 0 || !method.equals("GET")) {
            head.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(content.length)
                    .append("\r\n");
        }
        byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = Arrays.copyOf(bytes, bytes.length + content.length);
        System.arraycopy(content, 0, request, bytes.length, content.length);
        socket.getOutputStream().write(request);
        return read();
    }

    /**
     * The same, but the body of a success is only counted: its {@link Answer#length} is true, what the buffer holds is not. So that many
     * clients may ask for lists of many megabytes.
     */
    public Answer drain(String method, String path, String headers, byte[] content) throws IOException {
        draining = true;
        try {
            return call(method, path, headers, content);
        } finally {
            draining = false;
        }
    }

    private Answer read() throws IOException {
        var statusLine = readLine();
        if (!statusLine.startsWith("HTTP/1.") || statusLine.length() < 12) {
            throw new IOException("not HTTP: " + statusLine);
        }
        int status = Integer.parseInt(statusLine.substring(9, 12));
        draining &= status == 200;
        int length = 0;
        boolean chunked = false;
        for (var header = readLine(); !header.isEmpty(); header = readLine()) {
            var lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding:") && lower.contains("chunked")) {
                chunked = true;
            }
        }
        int read = chunked ? readChunks() : readFully(0, length);
        return new Answer(status, body, read);
    }

    private int readChunks() throws IOException {
        int length = 0;
        while (true) {
            var size = readLine();
            int semicolon = size.indexOf(';');
            int chunk = Integer.parseInt((semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16);
            length = readFully(length, chunk);
            readLine();
            if (chunk == 0) {
                return length;
            }
        }
    }

    private int readFully(int from, int length) throws IOException {
        if (draining) {
            in.skipNBytes(length);
            return from + length;
        }
        if (body.length < from + length) {
            body = Arrays.copyOf(body, Math.max(body.length * 2, from + length));
        }
        if (in.readNBytes(body, from, length) != length) {
            throw new EOFException("the answer ended early");
        }
        return from + length;
    }

    private String readLine() throws IOException {
        int length = 0;
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection was closed");
            }
            if (length == LINE_MAX) {
                throw new IOException("a header is too long");
            }
            line[length++] = (byte) next;
        }
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return new String(line, 0, end, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It was not there any more, which is what was wanted.
        }
    }
}

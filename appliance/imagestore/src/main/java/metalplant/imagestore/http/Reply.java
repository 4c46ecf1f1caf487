package metalplant.imagestore.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.stream.ChunkedNioFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** An answer on its way: a short text, or a part of a file, which it closes. */
final class Reply {
    private static final int TLS_CHUNK = 64 << 10;

    private final HttpResponseStatus status;
    private final Map<CharSequence, String> headers = new LinkedHashMap<>();
    private final byte[] text;
    private final Optional<Part> file;
    private boolean withoutBody;
    private boolean closes;

    private record Part(FileChannel channel, long from, long length) {}

    private Reply(HttpResponseStatus status, byte[] text, Optional<Part> file) {
        this.status = status;
        this.text = text;
        this.file = file;
    }

    static Reply empty(HttpResponseStatus status) {
        return new Reply(status, new byte[0], Optional.empty()).withoutBody();
    }

    static Reply text(HttpResponseStatus status, String text) {
        var bytes = (text.endsWith("\n") ? text : text + "\n").getBytes(UTF_8);
        return new Reply(status, bytes, Optional.empty())
                .with(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .with(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
    }

    static Reply file(HttpResponseStatus status, FileChannel channel, long from, long length) {
        return new Reply(status, new byte[0], Optional.of(new Part(channel, from, length)))
                .with(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream")
                .with(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length));
    }

    Reply with(CharSequence header, String value) {
        headers.put(header, value);
        return this;
    }

    Reply withoutBody() {
        withoutBody = true;
        return this;
    }

    /** The connection ends behind it. */
    Reply closing() {
        closes = true;
        return this;
    }

    boolean closes() {
        return closes;
    }

    HttpResponseStatus status() {
        return status;
    }

    void release() {
        file.ifPresent(part -> {
            try {
                part.channel().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** @param next what follows once it has left, unless the connection ends behind it */
    void send(ChannelHandlerContext context, boolean tls, Meter meter, Runnable next) {
        var written = file.isPresent() && !withoutBody ? sendFile(context, file.get(), tls) : sendText(context);
        written.addListener(done -> {
            if (done.isSuccess()) {
                file.filter(_ -> !withoutBody).ifPresent(part -> {
                    meter.files.increment();
                    meter.bytes.add(part.length());
                });
            } else {
                meter.broken.increment();
            }
        });
        if (closes) {
            written.addListener(ChannelFutureListener.CLOSE);
        } else {
            written.addListener(done -> {
                if (done.isSuccess()) {
                    next.run();
                } else {
                    context.close();
                }
            });
        }
    }

    private ChannelFuture sendText(ChannelHandlerContext context) {
        release();
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, withoutBody ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(text));
        fill(response);
        return context.writeAndFlush(response);
    }

    private ChannelFuture sendFile(ChannelHandlerContext context, Part part, boolean tls) {
        var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
        fill(response);
        context.write(response);
        if (tls) {
            try {
                return context.writeAndFlush(new HttpChunkedInput(
                        new ChunkedNioFile(part.channel(), part.from(), part.length(), TLS_CHUNK)));
            } catch (IOException e) {
                release();
                return context.newFailedFuture(e);
            }
        }
        context.write(new DefaultFileRegion(part.channel(), part.from(), part.length()));
        return context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private void fill(HttpResponse response) {
        headers.forEach((name, value) -> response.headers().set(name, value));
        if (closes) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }
}

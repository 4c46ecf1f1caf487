package metalplant.imagestore.http;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** One connection: a request at a time, the next one is read when its answer has left. */
final class ImageHandler extends SimpleChannelInboundHandler<HttpObject> {
    private static final System.Logger LOG = System.getLogger(ImageHandler.class.getName());

    private final ImageServer.Served served;
    private final Executor disk;
    private final Meter meter;
    private final boolean tls;
    private @Nullable HttpRequest asked;
    /** Whether something was asked of the connection that has not come yet. */
    private boolean waiting;

    ImageHandler(ImageServer.Served served, Executor disk, Meter meter, boolean tls) {
        this.served = served;
        this.disk = disk;
        this.meter = meter;
        this.tls = tls;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        read(context);
    }

    private void read(ChannelHandlerContext context) {
        waiting = true;
        context.read();
    }

    /** What came may have been no part of a request but of TLS, and has used up what was asked for. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (waiting) {
            context.read();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        waiting = false;
        if (message instanceof HttpRequest request) {
            asked = request;
        }
        var request = asked;
        if (request == null) {
            return;
        }
        if (message.decoderResult().isFailure()) {
            refuse(context, HttpResponseStatus.BAD_REQUEST, "this is no HTTP request that is understood here");
        } else if (message instanceof HttpContent content && content.content().isReadable()) {
            refuse(context, HttpResponseStatus.BAD_REQUEST, "nothing is sent here, files are fetched");
        } else if (message instanceof LastHttpContent) {
            asked = null;
            answer(context, request);
        } else {
            read(context);
        }
    }

    private void refuse(ChannelHandlerContext context, HttpResponseStatus status, String why) {
        asked = null;
        meter.refused.increment();
        Reply.text(status, why).closing().send(context, tls, meter, () -> {});
    }

    private void answer(ChannelHandlerContext context, HttpRequest request) {
        meter.requests.increment();
        try {
            // The disk may be slow; the other connections of this thread need not wait for it.
            disk.execute(() -> {
                var reply = decide(request);
                context.executor().execute(() -> send(context, request, reply));
            });
        } catch (RejectedExecutionException _) {
            context.close();
        }
    }

    private Reply decide(HttpRequest request) {
        try {
            return new Answers(served, meter).of(request);
        } catch (RuntimeException e) {
            LOG.log(WARNING, "an image cannot be served uri=" + request.uri(), e);
            return Reply.text(
                            HttpResponseStatus.INTERNAL_SERVER_ERROR,
                            "the image store has a problem; its log says which")
                    .closing();
        }
    }

    private void send(ChannelHandlerContext context, HttpRequest request, Reply reply) {
        if (!context.channel().isActive()) {
            reply.release();
            return;
        }
        boolean stays = HttpUtil.isKeepAlive(request) && !reply.closes();
        LOG.log(DEBUG, "answer {0} {1} with {2}", request.method(), request.uri(), reply.status());
        (stays ? reply : reply.closing()).send(context, tls, meter, () -> read(context));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        // Before the second one nobody has compared how far the answer is, so that the first says nothing of who takes
        // a file slowly.
        if (event instanceof IdleStateEvent idle && !(idle.isFirst() && isSending(context))) {
            meter.broken.increment();
            context.close();
        }
    }

    private static boolean isSending(ChannelHandlerContext context) {
        var waiting = context.channel().unsafe().outboundBuffer();
        return waiting != null && !waiting.isEmpty();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        meter.broken.increment();
        if (!(cause instanceof IOException)) {
            LOG.log(DEBUG, "a connection is closed", cause);
        }
        context.close();
    }
}

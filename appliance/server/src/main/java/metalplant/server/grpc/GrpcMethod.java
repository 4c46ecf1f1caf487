package metalplant.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.util.function.BiFunction;
import metalplant.model.Problem;

/**
 * One method of a service.
 *
 * @param path as on the wire, {@code /package.Service/Method}
 */
public record GrpcMethod(String path, Handler handler) {
    /** Serves one call on its own thread; returning ends it with OK, a problem with the status of its kind. */
    @FunctionalInterface
    public interface Handler {
        void handle(GrpcCall call, byte[] request) throws InterruptedException;
    }

    /** As {@link Handler}, with the request read. */
    @FunctionalInterface
    public interface StreamHandler<Q> {
        void handle(GrpcCall call, Q request) throws InterruptedException;
    }

    /** One request, one answer. */
    public static <Q, A extends MessageLite> GrpcMethod unary(
            String path, Parser<Q> parser, BiFunction<GrpcCall, Q, A> handler) {
        return new GrpcMethod(path, (call, request) -> call.send(handler.apply(call, checked(parser, request))));
    }

    /** As {@link #unary}, of many things in one request: the handler itself refuses the texts of one and takes the others. */
    public static <Q, A extends MessageLite> GrpcMethod batch(
            String path, Parser<Q> parser, BiFunction<GrpcCall, Q, A> handler) {
        return new GrpcMethod(path, (call, request) -> call.send(handler.apply(call, parse(parser, request))));
    }

    /** One request, as many answers as the handler sends before it returns. */
    public static <Q> GrpcMethod stream(String path, Parser<Q> parser, StreamHandler<Q> handler) {
        return new GrpcMethod(path, (call, request) -> handler.handle(call, checked(parser, request)));
    }

    private static <Q> Q checked(Parser<Q> parser, byte[] request) {
        var message = parse(parser, request);
        if (message instanceof Message read && !MessageTexts.areStorable(read, request)) {
            throw Problem.bad("no text of the request may hold NUL");
        }
        return message;
    }

    private static <Q> Q parse(Parser<Q> parser, byte[] request) {
        try {
            return parser.parseFrom(request);
        } catch (InvalidProtocolBufferException e) {
            throw Problem.bad("the request is not a message of this method").because(e);
        }
    }
}

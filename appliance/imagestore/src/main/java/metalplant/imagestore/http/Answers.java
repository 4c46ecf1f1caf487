package metalplant.imagestore.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Function;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.OpenImage;
import metalplant.imagestore.StoredImage;
import metalplant.imagestore.source.OfferText;
import metalplant.model.Problem;

/** Which answer a request gets. */
final class Answers {
    private final ImageServer.Served served;
    private final Meter meter;

    Answers(ImageServer.Served served, Meter meter) {
        this.served = served;
        this.meter = meter;
    }

    Reply of(HttpRequest request) {
        boolean head = request.method().equals(HttpMethod.HEAD);
        if (!head && !request.method().equals(HttpMethod.GET)) {
            return Reply.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "files are fetched here: GET and HEAD")
                    .with(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        var reply = get(request);
        return head ? reply.withoutBody() : reply;
    }

    private Reply get(HttpRequest request) {
        String path;
        try {
            path = path(request.uri());
        } catch (IllegalArgumentException e) {
            meter.refused.increment();
            return Reply.text(HttpResponseStatus.BAD_REQUEST, "this is no path");
        }
        return switch (path) {
            case "/health" -> Reply.text(HttpResponseStatus.OK, "HEALTHY");
            case "/metrics" ->
                Reply.text(
                        HttpResponseStatus.OK, meter.text() + served.metrics().get());
            default -> file(request, path.substring(1));
        };
    }

    /** Also in the form that is sent to proxies. */
    private static String path(String uri) {
        var decoder = uri.startsWith("/") ? new QueryStringDecoder(uri) : new QueryStringDecoder(URI.create(uri));
        var path = decoder.path();
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with a slash");
        }
        return path;
    }

    private Reply file(HttpRequest request, String path) {
        try {
            if (path.endsWith(".md5")) {
                return sum(path, ".md5", StoredImage::md5);
            }
            if (path.endsWith(".sha256")) {
                return sum(path, ".sha256", StoredImage::sha256);
            }
            if (path.endsWith(OfferText.END)) {
                var name = new ImageName(path.substring(0, path.length() - OfferText.END.length()));
                return served.files()
                        .find(name)
                        .map(about -> Reply.text(
                                HttpResponseStatus.OK,
                                OfferText.of(about, served.files().chunks(about))))
                        .orElseGet(() -> missing(name, OfferText.END));
            }
            var name = new ImageName(path);
            return served.files().open(name).map(file -> content(request, file)).orElseGet(() -> missing(name, ""));
        } catch (Problem e) {
            meter.refused.increment();
            return Reply.text(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    /** As md5sum and sha256sum print it. */
    private Reply sum(String path, String end, Function<StoredImage, String> sum) {
        var name = new ImageName(path.substring(0, path.length() - end.length()));
        return served.files()
                .find(name)
                .map(about -> Reply.text(HttpResponseStatus.OK, sum.apply(about) + "  " + name.file()))
                .orElseGet(() -> missing(name, end));
    }

    private Reply missing(ImageName name, String end) {
        meter.misses.increment();
        return switch (served.misses().apply(name)) {
            case Miss.Elsewhere there ->
                Reply.text(HttpResponseStatus.TEMPORARY_REDIRECT, "not here yet, but there")
                        .with(HttpHeaderNames.LOCATION, withEnd(there.at(), end));
            case Miss.NotNow later ->
                Reply.text(HttpResponseStatus.SERVICE_UNAVAILABLE, later.why())
                        .with(HttpHeaderNames.RETRY_AFTER, Integer.toString(later.retrySeconds()));
            case Miss.Unknown unknown -> Reply.text(HttpResponseStatus.NOT_FOUND, unknown.why());
        };
    }

    private static String withEnd(URI at, String end) {
        var text = at.toString();
        return end.isEmpty() ? text : text + end;
    }

    private static Reply content(HttpRequest request, OpenImage file) {
        var about = file.about();
        var tag = "\"" + about.sha256() + "\"";
        if (names(request, HttpHeaderNames.IF_NONE_MATCH, tag).orElse(false)) {
            return closed(file, marked(Reply.empty(HttpResponseStatus.NOT_MODIFIED), about, tag));
        }
        if (!names(request, HttpHeaderNames.IF_MATCH, tag).orElse(true)) {
            return closed(
                    file,
                    marked(
                            Reply.text(HttpResponseStatus.PRECONDITION_FAILED, "the file is another one now"),
                            about,
                            tag));
        }
        return switch (range(request, tag, about.size())) {
            case ByteRange.Whole _ ->
                marked(Reply.file(HttpResponseStatus.OK, file.content(), 0, about.size()), about, tag);
            case ByteRange.Part part ->
                marked(
                                Reply.file(
                                        HttpResponseStatus.PARTIAL_CONTENT, file.content(), part.from(), part.length()),
                                about,
                                tag)
                        .with(HttpHeaderNames.CONTENT_RANGE, part.text(about.size()));
            case ByteRange.Outside _ ->
                closed(
                        file,
                        Reply.text(
                                        HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                                        "the file has %d bytes".formatted(about.size()))
                                .with(HttpHeaderNames.CONTENT_RANGE, "bytes */" + about.size()));
        };
    }

    private static ByteRange range(HttpRequest request, String tag, long size) {
        var header = request.headers().get(HttpHeaderNames.RANGE);
        var only = request.headers().get(HttpHeaderNames.IF_RANGE);
        return header == null || (only != null && !only.equals(tag))
                ? new ByteRange.Whole()
                : ByteRange.read(header, size);
    }

    /** Whether a list of tags names this one; empty if there is no list. */
    private static Optional<Boolean> names(HttpRequest request, CharSequence header, String tag) {
        var list = request.headers().getAll(header);
        return list.isEmpty()
                ? Optional.empty()
                : Optional.of(list.stream().anyMatch(each -> each.strip().equals("*") || each.contains(tag)));
    }

    private static Reply marked(Reply reply, StoredImage about, String tag) {
        return reply.with(HttpHeaderNames.ETAG, tag)
                .with(HttpHeaderNames.ACCEPT_RANGES, "bytes")
                .with(
                        HttpHeaderNames.LAST_MODIFIED,
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                about.added().atOffset(ZoneOffset.UTC)));
    }

    private static Reply closed(OpenImage file, Reply reply) {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return reply;
    }
}

package metalplant.server.imagestore;

import static java.lang.System.Logger.Level.DEBUG;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import metalplant.imagestore.ImageFiles;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.OpenImage;
import metalplant.imagestore.http.ByteRange;
import metalplant.imagestore.source.OfferText;
import metalplant.imagestore.source.Rate;
import metalplant.mesh.link.MeshListener;
import metalplant.model.Problem;
import metalplant.server.peer.Peers;

/**
 * What this plant has of images, for members, on the door that only pinned plants get through: {@code /federation/images/NAME} with one
 * range, and {@code NAME.offer}. All of them together get so many bytes a second and no more, so that what matters more passes beside
 * them.
 */
public final class LentImages implements HttpService {
    /** Where they are, on the door of every member. */
    public static final String PATH = "/federation/images/";

    private static final System.Logger LOG = System.getLogger(LentImages.class.getName());
    private static final HeaderName IF_MATCH = HeaderNames.IF_MATCH;
    private static final int AT_ONCE = 32;
    private static final int BUFFER = 64 << 10;

    private final ImageFiles files;
    private final Peers peers;
    private final Rate rate;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /** @param peers asked at each request, so that a plant that is thrown out gets nothing more */
    public LentImages(ImageFiles files, Peers peers, Rate rate) {
        this.files = files;
        this.peers = peers;
        this.rate = rate;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get(PATH + "{+name}", this::lend);
    }

    private void lend(ServerRequest request, ServerResponse response) {
        if (peers.of(MeshListener.peer(request)).isEmpty()) {
            text(response, Status.FORBIDDEN_403, "images are lent to members of the federation");
            return;
        }
        if (!places.tryAcquire()) {
            text(response, Status.SERVICE_UNAVAILABLE_503, "too many images are being lent, come back later");
            return;
        }
        try {
            var path = request.path().path().substring(PATH.length());
            if (path.endsWith(OfferText.END)) {
                offer(new ImageName(path.substring(0, path.length() - OfferText.END.length())), response);
            } else {
                content(new ImageName(path), request, response);
            }
        } catch (Problem e) {
            text(response, Status.BAD_REQUEST_400, String.valueOf(e.getMessage()));
        } finally {
            places.release();
        }
    }

    private void offer(ImageName name, ServerResponse response) {
        files.find(name)
                .ifPresentOrElse(
                        about -> response.header(HeaderNames.CONTENT_TYPE, "application/json")
                                .send(OfferText.of(about, files.chunks(about))),
                        () -> text(response, Status.NOT_FOUND_404, name + " is not here"));
    }

    private void content(ImageName name, ServerRequest request, ServerResponse response) {
        var found = files.open(name);
        if (found.isEmpty()) {
            text(response, Status.NOT_FOUND_404, name + " is not here");
            return;
        }
        try (var file = found.get()) {
            var about = file.about();
            var wanted = request.headers().first(IF_MATCH);
            if (wanted.filter(each -> !each.equals("\"" + about.sha256() + "\""))
                    .isPresent()) {
                text(response, Status.PRECONDITION_FAILED_412, name + " is another one here");
                return;
            }
            var range = request.headers()
                    .first(HeaderNames.RANGE)
                    .map(text -> ByteRange.read(text, about.size()))
                    .orElseGet(ByteRange.Whole::new);
            switch (range) {
                case ByteRange.Whole _ -> {
                    response.status(Status.OK_200);
                    copy(file, 0, about.size(), response);
                }
                case ByteRange.Part part -> {
                    response.status(Status.PARTIAL_CONTENT_206)
                            .header(HeaderNames.CONTENT_RANGE, part.text(about.size()));
                    copy(file, part.from(), part.length(), response);
                }
                case ByteRange.Outside _ ->
                    text(
                            response,
                            Status.REQUESTED_RANGE_NOT_SATISFIABLE_416,
                            "%s has %d bytes".formatted(name, about.size()));
            }
        } catch (IOException e) {
            LOG.log(DEBUG, "image lent in part name={0} reason={1}", name, e.getMessage());
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("the plant is stopping", e));
        }
    }

    private void copy(OpenImage file, long from, long length, ServerResponse response)
            throws IOException, InterruptedException {
        response.header(HeaderNames.CONTENT_LENGTH, Long.toString(length))
                .header(HeaderNames.CONTENT_TYPE, "application/octet-stream");
        var buffer = ByteBuffer.allocate(BUFFER);
        try (OutputStream out = response.outputStream()) {
            for (long at = from; at < from + length; ) {
                buffer.clear().limit((int) Math.min(BUFFER, from + length - at));
                int read = file.content().read(buffer, at);
                if (read < 0) {
                    throw new IOException("the file became shorter");
                }
                rate.take(read);
                out.write(buffer.array(), 0, read);
                at += read;
            }
        }
    }

    private static void text(ServerResponse response, Status status, String why) {
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .send(why);
    }
}

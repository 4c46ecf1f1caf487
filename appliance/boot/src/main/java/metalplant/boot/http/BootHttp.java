package metalplant.boot.http;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import metalplant.boot.card.Cards;
import metalplant.boot.dhcp.MachineGuid;
import metalplant.boot.dhcp.Sightings;
import metalplant.boot.files.BootFiles;
import metalplant.boot.plant.Plant;
import metalplant.imagestore.ImageKind;
import metalplant.model.Problem;
import metalplant.model.ProblemKind;
import metalplant.model.ip.IpAddress;

/**
 * What a booting machine asks for, in this order: {@code /boot.ipxe}, {@code /_/ipxe}, {@code /_/file} for kernel and initrds, and
 * {@code /certs}. All but the first is for machines whose card is known by their address; nothing of what they say is taken for it.
 */
public final class BootHttp implements HttpService {
    private static final System.Logger LOG = System.getLogger(BootHttp.class.getName());
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int TRIES_MAX = 1000;

    private final Plant plant;
    private final Cards cards;
    private final Sightings sightings;
    private final BootScript scripts;
    private final Certs certs;
    private final BootFiles files;
    private final MachineDocument machine;
    private final Boots boots;

    public BootHttp(
            Plant plant,
            Cards cards,
            Sightings sightings,
            BootScript scripts,
            Certs certs,
            BootFiles files,
            MachineDocument machine,
            Boots boots) {
        this.plant = plant;
        this.cards = cards;
        this.sightings = sightings;
        this.scripts = scripts;
        this.certs = certs;
        this.files = files;
        this.machine = machine;
        this.boots = boots;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/boot.ipxe", (_, response) -> script(response, scripts.first()))
                .get("/_/ipxe", this::boot)
                .get("/_/file", this::file)
                .head("/_/file", this::file)
                .get("/certs", this::certs)
                .get(MachineDocument.API + "/v1/machine/{id}", this::document);
    }

    private static void script(ServerResponse response, String text) {
        response.header(HeaderNames.CONTENT_TYPE, TEXT).send(text);
    }

    /** A machine that is told no would stop here for ever: what may change is asked for again by the script itself. */
    private void boot(ServerRequest request, ServerResponse response) {
        var id = request.query().first("uuid").asOptional().flatMap(MachineGuid::read);
        int tries = number(request, "try", TRIES_MAX).orElse(0);
        try {
            var mac = cards.of(caller(request));
            if (id.isPresent() && sightings.saw(mac, id.get())) {
                plant.dhcp(id.get());
            }
            var boot = plant.boot(mac);
            certs.boots(mac);
            boots.begun();
            LOG.log(INFO, "machine boots mac={0} machine={1}", mac, id.orElse("unknown"));
            script(response, scripts.boot(boot));
        } catch (Problem e) {
            LOG.log(WARNING, "machine boots not address={0} why={1}", caller(request), e.getMessage());
            script(
                    response,
                    e.kind() == ProblemKind.UNAVAILABLE || e.kind() == ProblemKind.CONFLICT
                            ? scripts.notNow(e.getMessage(), id.orElse(""), tries)
                            : scripts.refused(e.getMessage()));
        }
    }

    private void file(ServerRequest request, ServerResponse response) {
        Answers.answer(response, () -> {
            var boot = plant.boot(cards.of(caller(request)));
            var type = request.query().first("type").orElse("");
            int index = number(request, "index", boot.initrds().size() - 1).orElse(0);
            switch (type) {
                case "kernel" -> send(request, response, ImageKind.KERNEL, boot.kernel());
                case "initrd" ->
                    send(request, response, ImageKind.BOOT, boot.initrds().get(index));
                default -> throw Problem.bad("type is kernel or initrd");
            }
        });
    }

    private void send(ServerRequest request, ServerResponse response, ImageKind kind, String url) {
        try (var file = files.open(kind, url).orElseThrow(() -> Problem.notFound(kind.text(), url))) {
            response.header(HeaderNames.CONTENT_TYPE, "application/octet-stream");
            response.contentLength(file.size());
            if (request.prologue().method().text().equals("HEAD")) {
                response.send();
                return;
            }
            // A file that ends too early ends the connection too early, which the machine notices by the length.
            try (var out = response.outputStream()) {
                file.content().transferTo(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a file was not sent whole", e);
        }
    }

    private void certs(ServerRequest request, ServerResponse response) {
        Answers.answer(response, () -> {
            var mac = cards.of(caller(request));
            var document = certs.of(mac);
            LOG.log(INFO, "lease lent mac={0}", mac);
            response.header(HeaderNames.CONTENT_TYPE, "application/json")
                    .header(HeaderNames.CACHE_CONTROL, "no-store")
                    .send(Answers.json(document));
        });
    }

    private void document(ServerRequest request, ServerResponse response) {
        Answers.answer(response, () -> {
            cards.of(caller(request));
            machine.pass(request, response);
        });
    }

    private static IpAddress caller(ServerRequest request) {
        var address = (InetSocketAddress) request.remotePeer().address();
        return IpAddress.parse(address.getAddress().getHostAddress());
    }

    /** A number of a query from 0 to a highest one; anything else is no number. */
    private static Optional<Integer> number(ServerRequest request, String name, int max) {
        return request.query()
                .first(name)
                .asOptional()
                .filter(text -> text.matches("[0-9]{1,4}"))
                .map(Integer::parseInt)
                .filter(number -> number <= max);
    }
}

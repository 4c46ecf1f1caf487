package metalplant.boot.switches;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import metalplant.boot.card.Neighbours;
import metalplant.boot.http.Answers;
import metalplant.imagestore.ImageFiles;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.ImageName;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.model.ip.IpAddress;

/**
 * What a switch asks for, below {@code /switch}: {@code installer} by ONIE; {@code ztp.json}, and what that names, by SONiC. Who asks is
 * known by its address and the card that the kernel found for it; what it says of itself can only keep it from being served.
 */
public final class SwitchHttp implements HttpService {
    /** The image store's name of the agent's installer, a program that ZTP runs. */
    public static final ImageName AGENT = new ImageName("switch/agent.run");

    private static final HeaderName SERIAL = HeaderNames.create("SERIAL-NUMBER");
    private static final HeaderName ONIE_SERIAL = HeaderNames.create("ONIE-SERIAL-NUMBER");
    private static final HeaderName ONIE_MACHINE = HeaderNames.create("ONIE-MACHINE");
    private static final HeaderName ONIE_ARCH = HeaderNames.create("ONIE-ARCH");
    private static final HeaderName ONIE_OPERATION = HeaderNames.create("ONIE-OPERATION");
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String BYTES = "application/octet-stream";
    private static final String JSON = "application/json";
    private static final String UPDATE = "onie-update";
    private static final int SHOWN_MAX = 120;

    private final SwitchBook book;
    private final Journal journal;
    private final Neighbours neighbours;
    private final ImageFiles images;
    private final ZtpPlan plan;
    private final SwitchApi api;

    /**
     * @param api what agents ask and tell is passed on to
     * @param given file with the switches
     * @param progress file in which their progress is kept
     * @param base where switches reach this, as {@code http://172.16.0.1:4280/switch}
     */
    public SwitchHttp(
            World world,
            SwitchApi api,
            Path given,
            Path progress,
            Neighbours neighbours,
            ImageFiles images,
            String base) {
        this.api = api;
        this.book = new SwitchBook(given);
        this.journal = new Journal(world, progress);
        this.neighbours = neighbours;
        this.images = images;
        this.plan = new ZtpPlan(base);
    }

    /** How a switch is, for the host. */
    public record Line(
            String name,
            String role,
            String mac,
            String address,
            String state,
            Progress.Steps steps,
            boolean current) {}

    /**
     * All that an operator should know of switches.
     *
     * @param agent whether ZTP installs one
     */
    public record Document(boolean agent, List<Line> switches, List<Journal.Stranger> strangers) {}

    /** As of now. */
    public Document document() {
        var progress = journal.progress();
        return new Document(
                images.find(AGENT).isPresent(),
                book.all().switches().stream()
                        .map(each -> {
                            var steps = progress.of(each.name());
                            boolean current =
                                    steps.config().isEmpty() || steps.config().equals(sha256(each.configDb()));
                            return new Line(
                                    each.name(),
                                    each.role(),
                                    each.mac(),
                                    each.address(),
                                    steps.state(),
                                    steps,
                                    current);
                        })
                        .toList(),
                journal.strangers());
    }

    /** A switch without an address asks for one: ONIE, or SONiC's ZTP. */
    public void asks(String mac, String says) {
        if (!book.hasCard(mac)) {
            journal.refused(mac, "", shown(says), "its card is in no switches.yaml");
        }
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/switch/installer", this::installer)
                .head("/switch/installer", this::installer)
                .get("/switch/ztp.json", (request, response) -> answer(request, response, this::ztp))
                .get("/switch/keys.sh", (request, response) -> answer(request, response, this::keys))
                .get("/switch/frr.conf", (request, response) -> answer(request, response, this::frr))
                .get("/switch/report.sh", (request, response) -> answer(request, response, this::script))
                .get("/switch/config_db.json", (request, response) -> answer(request, response, this::config))
                .get("/switch/agent", this::agent)
                .get("/switch/agent.env", (request, response) -> answer(request, response, this::variables))
                .post(
                        SwitchApi.PLACE + "/register",
                        (request, response) -> answer(request, response, of -> api.register(request, response, of)))
                .get(
                        SwitchApi.PLACE + "/{id}",
                        (request, response) -> answer(request, response, of -> api.ask(request, response, of, "")))
                .post(
                        SwitchApi.PLACE + "/{id}/notify",
                        (request, response) ->
                                answer(request, response, of -> api.tell(request, response, of, "/notify")))
                .get(
                        SwitchApi.PLACE + "/{id}/fabric",
                        (request, response) ->
                                answer(request, response, of -> api.ask(request, response, of, "/fabric")))
                .post(
                        SwitchApi.PLACE + "/{id}/fabric",
                        (request, response) ->
                                answer(request, response, of -> api.tell(request, response, of, "/fabric")))
                .post("/switch/report", this::report);
    }

    private void installer(ServerRequest request, ServerResponse response) {
        answer(request, response, of -> {
            if (header(request, ONIE_OPERATION).equals(UPDATE)) {
                throw Problem.of(ProblemCode.ENTITY_NOT_FOUND, "the plant has no update of ONIE itself");
            }
            var machine = header(request, ONIE_MACHINE);
            if (!machine.isEmpty() && !of.platform().startsWith(header(request, ONIE_ARCH) + "-" + machine + "-r")) {
                throw refused(
                        request, of, "it is a %s, and %s is a %s".formatted(shown(machine), of.name(), of.platform()));
            }
            var name = of.installer()
                    .orElseThrow(() -> Problem.of(
                            ProblemCode.ENTITY_NOT_FOUND, "the hardware of %s has no installer".formatted(of.name())));
            send(
                    request,
                    response,
                    new ImageName(name),
                    () -> journal.did(of, "is given its installer", steps -> steps.installing(journal.now())));
        });
    }

    private void agent(ServerRequest request, ServerResponse response) {
        answer(request, response, _ -> send(request, response, AGENT, () -> {}));
    }

    private Answer ztp(ServerRequest request, KnownSwitch of) {
        journal.did(of, "begins its provisioning", steps -> steps.asked(journal.now()));
        return new Answer(
                JSON,
                Answers.json(plan.document(
                        !book.all().keys().isEmpty(),
                        of.agent().isPresent() && images.find(AGENT).isPresent())));
    }

    private Answer keys(ServerRequest request, KnownSwitch of) {
        return new Answer(TEXT, ZtpPlan.keys(book.all().keys()).getBytes(UTF_8));
    }

    private Answer frr(ServerRequest request, KnownSwitch of) {
        return new Answer(TEXT, of.frr().getBytes(UTF_8));
    }

    private Answer variables(ServerRequest request, KnownSwitch of) {
        return new Answer(
                TEXT,
                of.agent()
                        .orElseThrow(
                                () -> Problem.of(ProblemCode.ENTITY_NOT_FOUND, "%s gets no agent".formatted(of.name())))
                        .getBytes(UTF_8));
    }

    private Answer script(ServerRequest request, KnownSwitch of) {
        return new Answer(TEXT, plan.report().getBytes(UTF_8));
    }

    private Answer config(ServerRequest request, KnownSwitch of) {
        journal.did(of, "was given its configuration", steps -> steps.given(journal.now(), sha256(of.configDb())));
        return new Answer(JSON, of.configDb().getBytes(UTF_8));
    }

    private void report(ServerRequest request, ServerResponse response) {
        answer(request, response, of -> {
            var report = ZtpReport.of(
                    request.content().hasEntity() ? request.content().as(byte[].class) : new byte[0]);
            journal.did(
                    of,
                    report.good() ? "is provisioned" : "reports that its provisioning failed",
                    steps -> steps.told(journal.now(), report.good() ? "ok" : "failed", report.detail()));
            response.status(Status.NO_CONTENT_204).send();
        });
    }

    private record Answer(String type, byte[] body) {}

    private interface Writer {
        Answer of(ServerRequest request, KnownSwitch of);
    }

    private interface Work {
        void run(KnownSwitch of);
    }

    private void answer(ServerRequest request, ServerResponse response, Writer document) {
        answer(request, response, of -> {
            var answer = document.of(request, of);
            response.header(HeaderNames.CONTENT_TYPE, answer.type()).send(answer.body());
        });
    }

    private void answer(ServerRequest request, ServerResponse response, Work work) {
        Answers.answer(response, () -> work.run(caller(request)));
    }

    /** @throws Problem NOT_ALLOWED if it is none of those that are served, or says that it is another one */
    private KnownSwitch caller(ServerRequest request) {
        var peer = (InetSocketAddress) request.remotePeer().address();
        var address = IpAddress.parse(peer.getAddress().getHostAddress());
        var mac = neighbours.macOf(address).orElse("");
        var of = book.at(address.toString()).filter(each -> each.mac().equals(mac));
        if (of.isEmpty()) {
            throw refused(
                    request,
                    mac,
                    address.toString(),
                    mac.isEmpty()
                            ? "no network card of this wire answers for it"
                            : "address and card are in no switches.yaml");
        }
        var serial = Optional.of(header(request, SERIAL))
                .filter(each -> !each.isEmpty())
                .orElseGet(() -> header(request, ONIE_SERIAL));
        if (of.get()
                .serial()
                .filter(each -> !serial.isEmpty() && !each.equals(serial))
                .isPresent()) {
            throw refused(
                    request,
                    of.get(),
                    "its serial number is %s and not that of %s"
                            .formatted(shown(serial), of.get().name()));
        }
        return of.get();
    }

    private Problem refused(ServerRequest request, KnownSwitch of, String why) {
        return refused(request, of.mac(), of.address(), why);
    }

    private Problem refused(ServerRequest request, String mac, String address, String why) {
        journal.refused(mac, address, shown(header(request, HeaderNames.USER_AGENT)), why);
        return Problem.of(ProblemCode.NOT_ALLOWED, "%s is not served: %s".formatted(address, why));
    }

    /** @param begins is told when it is here and will be sent */
    private void send(ServerRequest request, ServerResponse response, ImageName name, Runnable begins) {
        var image = images.open(ImageKind.SWITCH, name)
                .orElseThrow(() -> Problem.of(
                        ProblemCode.ENTITY_NOT_FOUND,
                        "%s is not in the image store: plantctl image import FILE --as %s".formatted(name, name)));
        try (image) {
            response.header(HeaderNames.CONTENT_TYPE, BYTES)
                    .contentLength(image.about().size());
            if (isHead(request)) {
                response.send();
                return;
            }
            begins.run();
            try (var out = response.outputStream()) {
                Channels.newInputStream(image.content()).transferTo(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a file was not sent whole", e);
        }
    }

    private static boolean isHead(ServerRequest request) {
        return request.prologue().method().text().equals("HEAD");
    }

    private static String header(ServerRequest request, HeaderName name) {
        return request.headers().first(name).orElse("");
    }

    /** What strangers say must not reach a terminal as it is. */
    private static String shown(String text) {
        var clean = text.replaceAll("[^ -~]", "?");
        return clean.length() <= SHOWN_MAX ? clean : clean.substring(0, SHOWN_MAX) + "...";
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

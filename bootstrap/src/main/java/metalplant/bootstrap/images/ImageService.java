package metalplant.bootstrap.images;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.StoredImage;
import metalplant.imagestore.disk.Depot;
import metalplant.imagestore.http.ImageServer;
import metalplant.imagestore.http.Miss;
import metalplant.imagestore.http.ServerConfig;
import metalplant.imagestore.keep.KeepRules;
import metalplant.imagestore.keep.Wish;
import metalplant.imagestore.source.Fetch;
import metalplant.imagestore.source.Offer;
import metalplant.imagestore.source.Rate;
import metalplant.imagestore.source.Source;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/**
 * The image store at work: serves what it has, and once a minute compares that with what the plant's entities name. What is missing is
 * fetched, from members first and then from the origin; what nobody needs goes. As long as the API does not say what is wanted nothing
 * goes and nothing comes.
 */
public final class ImageService implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ImageService.class.getName());
    private static final Duration ROUND = Duration.ofMinutes(1);
    private static final Duration DRAFTS_OLDER = Duration.ofDays(14);
    private static final Duration VERIFIED_EVERY = Duration.ofDays(7);
    private static final int RETRY_SECONDS = 30;

    private final Path folder;
    private final Depot depot;
    private final ImageOptions options;
    private final Supplier<List<Wish>> demand;
    private final List<Source> sources;
    private final Optional<URI> origin;
    private final World world;
    private final KeepRules rules;
    private final Fetch fetch;
    private final ImageServer server;
    private final Thread rounds;
    private final Semaphore wake = new Semaphore(0);
    private final Map<ImageName, String> troubles = new ConcurrentHashMap<>();
    private final Map<String, Long> verified = new ConcurrentHashMap<>();
    private volatile Map<ImageName, Wish> wanted = Map.of();
    private volatile boolean originAnswers;

    /**
     * What it is told.
     *
     * @param folder of the store
     * @param demand what is wanted; throws Problem while that is not known
     * @param sources in the order in which they are asked
     * @param origin to send machines to while a file is not here; only what speaks HTTP can be
     */
    public record Setup(
            Path folder,
            ImageOptions options,
            ServerConfig server,
            Supplier<List<Wish>> demand,
            List<Source> sources,
            Optional<URI> origin) {}

    private ImageService(Setup setup, World world) {
        this.folder = setup.folder();
        this.options = setup.options();
        this.depot = Depot.open(folder, options.limits(), world);
        this.demand = setup.demand();
        this.sources = List.copyOf(setup.sources());
        this.origin = setup.origin();
        this.world = world;
        this.rules = new KeepRules(options.keep());
        this.fetch = new Fetch(depot, options.fetch(), new Rate(world, options.bytesPerSecond()), world);
        this.server = ImageServer.start(setup.server(), new ImageServer.Served(depot, this::miss, this::metrics));
        this.rounds = Thread.ofVirtual().name("image rounds").unstarted(this::run);
    }

    /** Serves at once, and begins its first round. */
    public static ImageService start(Setup setup, World world) {
        var service = new ImageService(setup, world);
        service.rounds.start();
        return service;
    }

    public Depot depot() {
        return depot;
    }

    /** Where images are served, without a slash at its end. */
    public String url(String host) {
        return "http://%s:%d".formatted(host, server.port());
    }

    /** Begins a round now; what is wanted may have changed. */
    public void look() {
        wake.release();
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                round();
            } catch (Problem | UncheckedIOException e) {
                LOG.log(WARNING, "a round of the image store did not end: {0}", e.getMessage());
            }
            try {
                if (wake.tryAcquire(ROUND.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    /** One comparison of what is here with what is wanted; one at a time. */
    synchronized void round() {
        depot.sweep(DRAFTS_OLDER);
        var wishes = demand.get();
        wanted = byName(wishes);
        remove(wishes, 0);
        for (var wish : rules.toFetch(wishes, here(), world.now())) {
            bring(wish, wishes);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
        askOrigin();
        verifyOne();
        state().write(folder);
    }

    private static Map<ImageName, Wish> byName(List<Wish> wishes) {
        var byName = new LinkedHashMap<ImageName, Wish>();
        wishes.forEach(each -> byName.merge(each.name(), each, (a, b) -> a.inUse() ? a : b));
        return byName;
    }

    private java.util.Set<ImageName> here() {
        return depot.list().stream().map(StoredImage::name).collect(Collectors.toSet());
    }

    private void remove(List<Wish> wishes, long needed) {
        for (var image : rules.toRemove(depot.list(), wishes, needed, world.now())) {
            depot.remove(image.name());
        }
    }

    /** From the first source that has it; why not is told to whoever asks for it. */
    private void bring(Wish wish, List<Wish> wishes) {
        var reasons = new ArrayList<String>();
        for (var source : sources) {
            try {
                var offer = source.find(wish.name());
                if (offer.isEmpty()) {
                    reasons.add("%s does not have it".formatted(source.label()));
                    continue;
                }
                if (isHere(wish, offer.get()) || fetched(source, offer.get(), wish, wishes)) {
                    troubles.remove(wish.name());
                    return;
                }
            } catch (IOException | Problem | UncheckedIOException e) {
                reasons.add("%s: %s".formatted(source.label(), e.getMessage()));
                if (e instanceof Problem problem && problem.code() == ProblemCode.IMAGE_STORE_FULL) {
                    break;
                }
            }
        }
        var why = reasons.isEmpty() ? "there is no source to fetch it from" : String.join("; ", reasons);
        if (!why.equals(troubles.put(wish.name(), why))) {
            LOG.log(WARNING, "image is missing name={0} of={1}: {2}", wish.name(), wish.by(), why);
        }
    }

    /** The same content may be here under another name. */
    private boolean isHere(Wish wish, Offer offer) {
        return offer.sha256()
                .flatMap(sum -> depot.name(wish.name(), wish.kind(), sum, "here already"))
                .isPresent();
    }

    private boolean fetched(Source source, Offer offer, Wish wish, List<Wish> wishes) {
        long missing = offer.size() - depot.room().left();
        if (missing > 0) {
            remove(wishes, missing);
        }
        fetch.run(source, offer, wish.kind(), (_, _, _) -> {});
        return true;
    }

    /** One content a round, each about once a week: disks lose bits too. */
    private void verifyOne() {
        var due = world.nanos() - VERIFIED_EVERY.toNanos();
        for (var image : depot.list()) {
            var last = verified.get(image.sha256());
            if (last == null && image.added().plus(VERIFIED_EVERY).isAfter(world.now())) {
                continue;
            }
            if (last == null || last - due < 0) {
                verified.put(image.sha256(), world.nanos());
                depot.verify(image);
                return;
            }
        }
        verified.keySet()
                .retainAll(depot.list().stream().map(StoredImage::sha256).toList());
    }

    private void askOrigin() {
        if (origin.isEmpty()) {
            return;
        }
        try {
            // Any answer is one.
            sources.getLast().find(new ImageName("metal-os/is-anybody-there"));
            originAnswers = true;
        } catch (IOException e) {
            if (originAnswers) {
                LOG.log(INFO, "the origin of images does not answer: {0}", e.getMessage());
            }
            originAnswers = false;
        }
    }

    private Miss miss(ImageName name) {
        var wish = Optional.ofNullable(wanted.get(name));
        wish.ifPresent(_ -> look());
        if (originAnswers && origin.isPresent()) {
            return new Miss.Elsewhere(URI.create(origin.get().toString().replaceAll("/+$", "") + "/" + name));
        }
        return wish.<Miss>map(each -> new Miss.NotNow(
                        "%s of %s is not in this plant's image store yet: %s; bring it in with plantctl image import"
                                .formatted(name, each.by(), troubles.getOrDefault(name, "it is being fetched")),
                        RETRY_SECONDS))
                .orElseGet(() -> new Miss.Unknown(
                        "this plant has no image %s, and no image, kernel or boot image of it is named so"
                                .formatted(name)));
    }

    private String metrics() {
        var room = depot.room();
        return metric("stored_bytes", "gauge", room.bytes())
                + metric("left_bytes", "gauge", room.left())
                + metric("missing", "gauge", missing().size())
                + metric("fetched_bytes_total", "counter", fetch.received());
    }

    private static String metric(String name, String type, long value) {
        return "# TYPE plant_images_%s %s%nplant_images_%s %d%n".formatted(name, type, name, value);
    }

    private List<ImageState.Missing> missing() {
        var here = here();
        return wanted.values().stream()
                .filter(each -> !here.contains(each.name()))
                .map(each -> new ImageState.Missing(
                        each.name().text(),
                        each.by(),
                        each.kind().text(),
                        each.inUse(),
                        troubles.getOrDefault(each.name(), "it was not fetched yet")))
                .toList();
    }

    private ImageState state() {
        var room = depot.room();
        return new ImageState(world.now(), missing(), depot.list().size(), room.bytes(), room.left());
    }

    @Override
    public void close() {
        rounds.interrupt();
        server.close();
        for (var source : sources) {
            if (source instanceof AutoCloseable open) {
                try {
                    open.close();
                } catch (Exception e) {
                    LOG.log(WARNING, "a source of images did not close", e);
                }
            }
        }
    }
}

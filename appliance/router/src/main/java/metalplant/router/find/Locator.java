package metalplant.router.find;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Predicate;
import metalplant.model.Problem;
import metalplant.router.exchange.Lost;
import metalplant.router.exchange.Outbound;
import metalplant.router.exchange.PlantLine;
import metalplant.router.exchange.PlantLines;
import metalplant.router.exchange.Reply;
import metalplant.router.plants.Directory;
import metalplant.router.snapshot.Snapshots;
import metalplant.router.table.Entity;

/**
 * Finds the plant that has an id: by what is certain, then by what is remembered, then by asking, the own plant first. What is asked is always
 * a read, so that a write is sent only once its plant is known.
 */
public final class Locator {
    private final PlantLines lines;
    private final Directory directory;
    private final Snapshots snapshots;
    private final ExecutorService threads;

    public Locator(PlantLines lines, Directory directory, Snapshots snapshots, ExecutorService threads) {
        this.lines = lines;
        this.directory = directory;
        this.snapshots = snapshots;
        this.threads = threads;
    }

    /** Where an id is, asking around if need be. */
    public Located find(Entity entity, String id, Outbound request) {
        return known(entity, id).<Located>map(at -> at).orElseGet(() -> ask(entity, id, request, _ -> true));
    }

    /** Where an id is as far as nobody must be asked. */
    public Optional<Located.At> known(Entity entity, String id) {
        return certain(entity, id)
                .flatMap(lines::named)
                .map(line -> new Located.At(line, true))
                .or(() -> directory.find(entity, id).flatMap(lines::named).map(line -> new Located.At(line, false)));
    }

    /** Asks the plants that {@code which} names by reading the entity; the own one first. */
    public Located ask(Entity entity, String id, Outbound request, Predicate<PlantLine> which) {
        var look = request.lookUp(entity.collection() + "/" + escaped(id));
        var answers = new Answers(entity, id);
        if (which.test(lines.local()) && answers.take(lines.local(), look)) {
            return answers.result();
        }
        var others = lines.others().stream().filter(which).toList();
        var asked = others.stream()
                .map(line -> threads.submit(() -> answers.take(line, look)))
                .toList();
        asked.forEach(Waiting::forEnd);
        return answers.result();
    }

    /** What a plant that does not answer says through its snapshot: true if it surely does not have the id. */
    public boolean lacks(PlantLine line, Entity entity, String id) {
        return snapshots
                .of(line.plant().label(), entity)
                .map(s -> !s.mayHold(id))
                .orElse(false);
    }

    private Optional<String> certain(Entity entity, String id) {
        return switch (entity) {
            case PARTITION -> lines.plants().ownerOf(id).map(plant -> plant.label());
            case IP -> lines.plants().holder(id).or(() -> lines.plants().home(entity, id));
            default -> lines.plants().home(entity, id);
        };
    }

    private static String escaped(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Collects what the plants say; the first one that has it wins, in the order of the plants. */
    private final class Answers {
        private final Entity entity;
        private final String id;
        private final List<PlantLine> having = new ArrayList<>();
        private final List<String> silent = new ArrayList<>();

        Answers(Entity entity, String id) {
            this.entity = entity;
            this.id = id;
        }

        /** Asks one plant; returns whether it has the id. */
        boolean take(PlantLine line, Outbound look) {
            try (var reply = line.send(look)) {
                return heard(line, reply);
            } catch (Problem | Lost e) {
                return quiet(line);
            }
        }

        private boolean heard(PlantLine line, Reply reply) {
            if (reply.good()) {
                directory.learn(entity, id, line.plant().label());
                synchronized (this) {
                    having.add(line);
                }
                return true;
            }
            return reply.missing() ? false : quiet(line);
        }

        private boolean quiet(PlantLine line) {
            if (!lacks(line, entity, id)) {
                synchronized (this) {
                    silent.add(line.plant().label());
                }
            }
            return false;
        }

        synchronized Located result() {
            if (!having.isEmpty()) {
                return new Located.At(having.getFirst(), true);
            }
            return silent.isEmpty()
                    ? new Located.Nowhere()
                    : new Located.Unsure(silent.stream().sorted().toList());
        }
    }
}

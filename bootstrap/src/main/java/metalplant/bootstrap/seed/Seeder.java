package metalplant.bootstrap.seed;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import metalplant.cli.api.PlantApi;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * Brings the seed into a plant.
 *
 * <p>A new plant gets every entity that it lacks; one that is there already is left alone, whoever made it. An older
 * plant gets nothing back that its operator deleted: there only the addresses of the files are corrected, which change
 * when the plant's ports do.
 */
public final class Seeder {
    private static final System.Logger LOG = System.getLogger(Seeder.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int UNAVAILABLE = 503;

    private final PlantApi api;
    private final List<Entity> seed;

    /** @param words what the placeholders {@code ${...}} of the seed stand for */
    public Seeder(PlantApi api, Map<String, String> words) {
        this(api, read(words));
    }

    /** Brings other entities, in their order. */
    public Seeder(PlantApi api, List<Entity> seed) {
        this.api = api;
        this.seed = List.copyOf(seed);
    }

    /**
     * One entity of the seed.
     *
     * @param what for a person
     * @param collection where it is created with PUT and updated with POST
     * @param id what it is found by, below the collection
     * @param addresses the field that holds URLs of this plant's file server, or empty
     */
    public record Entity(String what, String collection, String id, String addresses, ObjectNode body) {
        String path() {
            return collection + "/" + id;
        }
    }

    /** Creates what is missing. */
    public void createMissing() {
        for (var entity : seed) {
            var found = api.get(entity.path());
            if (found.status() == NOT_FOUND) {
                create(entity);
            } else if (!found.isGood()) {
                throw refused("read", entity, found);
            }
        }
    }

    /** Corrects the URLs of what is there. */
    public void correctAddresses() {
        for (var entity : seed) {
            if (entity.addresses().isEmpty()) {
                continue;
            }
            var found = api.get(entity.path());
            if (found.isGood() && !sameAddresses(entity, found.body())) {
                update(entity);
            }
        }
    }

    private void create(Entity entity) {
        var answer = api.put(entity.collection(), entity.body());
        if (!answer.isGood() && answer.status() != CONFLICT) {
            throw refused("create", entity, answer);
        }
        LOG.log(INFO, "seeded {0} id={1}", entity.what(), entity.id());
    }

    private static boolean sameAddresses(Entity entity, JsonNode found) {
        return entity.body().get(entity.addresses()).equals(found.get(entity.addresses()));
    }

    private void update(Entity entity) {
        var body = JSON.createObjectNode().put("id", entity.id());
        body.set(entity.addresses(), entity.body().get(entity.addresses()));
        var answer = api.post(entity.collection(), body);
        if (answer.status() == UNAVAILABLE) {
            // It may be the copy of another plant's by now, and where that one lies is for its home to say.
            LOG.log(
                    WARNING,
                    "addresses of {0} stay as they are id={1}: {2}",
                    entity.what(),
                    entity.id(),
                    answer.text());
            return;
        }
        if (!answer.isGood()) {
            throw refused("update", entity, answer);
        }
        LOG.log(INFO, "corrected addresses of {0} id={1}", entity.what(), entity.id());
    }

    private static Problem refused(String verb, Entity entity, PlantApi.Answer answer) {
        return Problem.of(
                ProblemCode.RULE_VIOLATED,
                "cannot %s the %s \"%s\" of the seed: %s".formatted(verb, entity.what(), entity.id(), answer.text()));
    }

    /**
     * The seed of a development machine.
     *
     * @param words what its placeholders stand for; what stands for the internet follows from the partition
     */
    public static List<Entity> read(Map<String, String> words) {
        try (var in = Objects.requireNonNull(Seeder.class.getResourceAsStream("seed.json"))) {
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            text = text.replace(
                    "${internet}",
                    TestInternet.of(words.getOrDefault("partition", "")).toString());
            for (var word : words.entrySet()) {
                text = text.replace("${" + word.getKey() + "}", word.getValue());
            }
            var entities = new ArrayList<Entity>();
            for (var node : JSON.readTree(text)) {
                entities.add(new Entity(
                        node.path("what").asText(),
                        node.path("collection").asText(),
                        node.path("id").asText(),
                        node.path("addresses").asText(),
                        (ObjectNode) node.path("body")));
            }
            return List.copyOf(entities);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

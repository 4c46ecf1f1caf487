package metalplant.router.door;

import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.router.exchange.PlantLine;
import metalplant.router.exchange.Reply;
import metalplant.router.find.Waiting;
import metalplant.router.merge.JsonRows;
import metalplant.router.merge.Merge;
import metalplant.router.merge.RowSource;
import metalplant.router.merge.Spool;
import metalplant.router.plants.Directory;
import metalplant.router.plants.Plants;
import metalplant.router.request.Inbound;
import metalplant.router.snapshot.Snapshots;
import metalplant.router.snapshot.StaleFilter;

/** Asks several plants for their part of a list, all at once, and answers one list. */
final class Lists {
    private final Plants plants;
    private final Answers answers;
    private final Directory directory;
    private final Snapshots snapshots;
    private final Spool spool;
    private final ExecutorService threads;

    Lists(
            Plants plants,
            Answers answers,
            Directory directory,
            Snapshots snapshots,
            Spool spool,
            ExecutorService threads) {
        this.plants = plants;
        this.answers = answers;
        this.directory = directory;
        this.snapshots = snapshots;
        this.spool = spool;
        this.threads = threads;
    }

    /** What came of asking one plant. */
    private sealed interface Part {
        record Rows(RowSource rows) implements Part {}

        /** The plant does not accept the request as it is: nobody would. */
        record Refused(Reply reply) implements Part {}

        record Silent(PlantLine line) implements Part {}
    }

    /** @throws Problem PLANT_UNREACHABLE naming the plant whose rows are missing and cannot be had from a snapshot */
    void answer(Inbound in, List<PlantLine> lines, ServerResponse res) {
        var ordered = ownFirst(lines);
        var asked = ordered.stream()
                .map(line -> threads.submit(() -> ask(line, in)))
                .toList();
        var parts = asked.stream().map(Waiting::forEnd).toList();
        var sources = new ArrayList<RowSource>();
        try {
            var refused = refused(parts);
            if (refused.isPresent()) {
                answers.relay(in, refused.get(), res);
                return;
            }
            for (var part : parts) {
                sources.add(rows(part, in));
            }
            answers.merged(new Merge(in.row(), sources, (plant, id) -> learn(in, plant, id), sharing()), res);
        } finally {
            parts.forEach(Lists::close);
            sources.forEach(RowSource::close);
        }
    }

    private Optional<String> sharing() {
        return plants.sharesNetworks() ? Optional.of(plants.local().label()) : Optional.empty();
    }

    private void learn(Inbound in, String plant, String id) {
        in.row().rows().ifPresent(entity -> directory.learn(entity, id, plant));
    }

    private List<PlantLine> ownFirst(List<PlantLine> lines) {
        var own = plants.local().label();
        return lines.stream()
                .sorted(Comparator.comparing(line -> !line.plant().label().equals(own)))
                .toList();
    }

    private Part ask(PlantLine line, Inbound in) {
        var reply = Deliveries.asked(line, in.out());
        if (reply.isEmpty()) {
            return new Part.Silent(line);
        }
        var answer = reply.get();
        if (answer.good()) {
            try {
                return new Part.Rows(new JsonRows(answer.plant(), spool.take(answer)));
            } catch (IOException e) {
                return new Part.Silent(line);
            }
        }
        boolean own = line.plant().label().equals(plants.local().label());
        if (answer.status() == 400 || (own && !answer.failed())) {
            return new Part.Refused(answer);
        }
        answer.close();
        return new Part.Silent(line);
    }

    private static Optional<Reply> refused(List<Part> parts) {
        for (var part : parts) {
            if (part instanceof Part.Refused(var reply)) {
                return Optional.of(reply);
            }
        }
        return Optional.empty();
    }

    /** Closing twice is closing once. */
    private static void close(Part part) {
        switch (part) {
            case Part.Rows(var rows) -> rows.close();
            case Part.Refused(var reply) -> reply.close();
            case Part.Silent _ -> {}
        }
    }

    private RowSource rows(Part part, Inbound in) {
        return switch (part) {
            case Part.Rows(var rows) -> rows;
            case Part.Silent(var line) -> stale(line, in);
            case Part.Refused(var reply) -> throw new IllegalStateException("refused with " + reply.status());
        };
    }

    private RowSource stale(PlantLine line, Inbound in) {
        var filter = StaleFilter.of(in.row(), in.out().body());
        var snapshot =
                in.row().rows().flatMap(entity -> snapshots.of(line.plant().label(), entity));
        if (filter.isEmpty() || snapshot.isEmpty()) {
            throw Problem.of(
                            ProblemCode.PLANT_UNREACHABLE,
                            "plant %s cannot be reached, and this door has no copy of its part of the list"
                                    .formatted(line.plant().label()))
                    .with("plant", line.plant().label());
        }
        try {
            return snapshot.get().rows(filter.get());
        } catch (IOException e) {
            throw line.unreachable().because(e);
        }
    }
}

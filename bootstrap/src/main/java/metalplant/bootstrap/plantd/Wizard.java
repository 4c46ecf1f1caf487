package metalplant.bootstrap.plantd;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import metalplant.plan.Finding;
import metalplant.plan.PlanReader;
import metalplant.plan.PlanText;
import metalplant.plan.PlantPlan;
import metalplant.plan.PlantPlan.Place;
import metalplant.plan.PlantPlan.Uplink;

/**
 * Asks a person at the box what the plant shall be: three questions, each with an answer that Enter takes. An answer is checked by the
 * reader of {@code plant.yaml} and by nothing else.
 */
final class Wizard {
    /** Somebody who went away in the middle shall not keep a plant from starting. */
    private static final Duration ANSWER_PATIENCE = Duration.ofMinutes(10);

    private final Consoles consoles;
    private final PlantPlan derived;

    Wizard(Consoles consoles, PlantPlan derived) {
        this.consoles = consoles;
        this.derived = derived;
    }

    /**
     * The plan that a person wants, or empty if nobody is there.
     *
     * @param patience how long to wait for the first key
     */
    Optional<PlantPlan> ask(Duration patience) throws InterruptedException {
        say(
                "",
                "metal-plant: this box becomes a new plant, and there is no plant.yaml on the stick.",
                "Press Enter within %d s to answer three questions. Else it names itself:"
                        .formatted(patience.toSeconds()),
                "  partition %s, zone %s, region %s, uplink by DHCP if there is one"
                        .formatted(
                                derived.place().partition(),
                                derived.place().zone(),
                                derived.place().region()));
        if (consoles.line(patience).isEmpty()) {
            say("Nobody answered; the plant names itself.");
            return Optional.empty();
        }
        var plan = derived;
        for (var question : List.of(Question.PARTITION, Question.ZONE, Question.UPLINK)) {
            plan = answered(question, plan);
        }
        say("Thank you. The plant is being made; this takes a minute or two.");
        return Optional.of(plan);
    }

    private PlantPlan answered(Question question, PlantPlan plan) throws InterruptedException {
        while (true) {
            say("", question.text, "[%s]".formatted(question.standing(plan)));
            var answer = consoles.line(ANSWER_PATIENCE).map(String::strip).orElse("");
            if (answer.isEmpty()) {
                return plan;
            }
            switch (PlanReader.read(question.asYaml(plan, answer))) {
                case PlanReader.Result.Good good -> {
                    return good.plan();
                }
                case PlanReader.Result.Bad bad ->
                    bad.findings().forEach(finding -> say("  that does not do: " + reason(finding)));
            }
        }
    }

    private static String reason(Finding finding) {
        return finding.where().isEmpty() ? finding.reason() : finding.where() + ": " + finding.reason();
    }

    private void say(String... lines) {
        for (var line : lines) {
            consoles.say(line);
        }
    }

    private enum Question {
        PARTITION("1 of 3  Name of this partition; it can never be changed.") {
            @Override
            String standing(PlantPlan plan) {
                return plan.place().partition();
            }

            @Override
            String asYaml(PlantPlan plan, String answer) {
                return at(
                        plan,
                        new Place(plan.place().region(), plan.place().zone(), answer),
                        plan.networks().uplink());
            }
        },
        ZONE("2 of 3  Where it lies, as REGION/ZONE.") {
            @Override
            String standing(PlantPlan plan) {
                return plan.place().region() + "/" + plan.place().zone();
            }

            @Override
            String asYaml(PlantPlan plan, String answer) {
                int slash = answer.indexOf('/');
                var region = slash < 0 ? plan.place().region() : answer.substring(0, slash);
                return at(
                        plan,
                        new Place(
                                region,
                                answer.substring(slash + 1),
                                plan.place().partition()),
                        plan.networks().uplink());
            }
        },
        UPLINK("3 of 3  Uplink: dhcp, none, or ADDRESS/LENGTH GATEWAY, as 192.0.2.10/24 192.0.2.1") {
            @Override
            String standing(PlantPlan plan) {
                return plan.networks().uplink() instanceof Uplink.None ? "none" : "dhcp";
            }

            @Override
            String asYaml(PlantPlan plan, String answer) {
                var words = answer.split("\\s+");
                boolean fixed = words[0].contains("/");
                var uplink = new StringBuilder("    mode: " + quoted(fixed ? "static" : answer) + "\n");
                if (fixed) {
                    uplink.append("    address: ").append(quoted(words[0])).append('\n');
                }
                if (fixed && words.length > 1) {
                    uplink.append("    gateway: ")
                            .append(quoted(answer.substring(words[0].length()).strip()))
                            .append('\n');
                }
                return at(plan, plan.place(), new Uplink.None()).replace("    mode: none\n", uplink);
            }
        };

        private final String text;

        Question(String text) {
            this.text = text;
        }

        /** What Enter takes. */
        abstract String standing(PlantPlan plan);

        /** The plan with an answer in it that nobody has looked at yet. */
        abstract String asYaml(PlantPlan plan, String answer);

        private static String at(PlantPlan plan, Place place, Uplink uplink) {
            return PlanText.of(PlantPlan.at(place, uplink))
                    .replace(
                            "database: postgres", "database: " + plan.database().word());
        }

        private static String quoted(String text) {
            return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        }
    }
}

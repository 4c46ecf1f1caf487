package metalplant.bootstrap.plantd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import metalplant.bootstrap.Ports;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstBootTest {
    @TempDir
    Path folder = Path.of("");

    private final SystemWorld world = new SystemWorld();
    private final List<String> seen = new ArrayList<>();

    private FirstBoot boot(Step... steps) {
        return new FirstBoot(List.of(steps), Journal.open(folder.resolve("journal.json")), world, seen::add);
    }

    private static Step step(String name, Step.Work work) {
        return new Step(name, name + " to be there", Duration.ofSeconds(7), work);
    }

    @Test
    void stepsRunInTheirOrderAndSayWhatTheyWaitFor() throws Exception {
        var says = new ArrayList<FirstBoot.Now>();
        var box = new FirstBoot[1];
        box[0] = boot(
                step("one", run -> {
                    run.waits("a thing");
                    says.add(box[0].now().orElseThrow());
                    run.point("middle");
                }),
                step("two", _ -> says.add(box[0].now().orElseThrow())));

        box[0].run();

        assertThat(seen).containsExactly("one:before", "one:middle", "one:after", "two:before", "two:after", "ready");
        assertThat(says).extracting(FirstBoot.Now::waitsFor).containsExactly("a thing", "two to be there");
        assertThat(says).extracting(FirstBoot.Now::usualSeconds).containsOnly(7L);
        assertThat(box[0].now()).isEmpty();
    }

    @Test
    void aStepThatFailsIsTriedAgainAndTellsWhyMeanwhile() throws Exception {
        var problems = new ArrayList<String>();
        var box = new FirstBoot[1];
        box[0] = boot(step("one", _ -> {
            problems.add(box[0].now().orElseThrow().problem());
            switch (problems.size()) {
                case 1 -> throw Problem.refused("no disk yet");
                case 2 -> throw new IllegalStateException("surprise");
                default -> {
                    // It works now.
                }
            }
        }));

        box[0].run();

        assertThat(problems)
                .containsExactly(
                        "",
                        "no disk yet",
                        "a bug, please report it with plantctl logs plantd.service: java.lang.IllegalStateException: surprise");
        var entry = Journal.open(folder.resolve("journal.json")).find("one").orElseThrow();
        assertThat(entry.attempts()).isEqualTo(3);
        assertThat(entry.problem()).isEmpty();
    }

    @Test
    void aDamagedJournalIsPutAsideAndTheBootGoesOn() throws Exception {
        Files.writeString(folder.resolve("journal.json"), "{\"steps\": [");

        boot(step("one", _ -> {})).run();

        assertThat(folder.resolve("journal.damaged")).exists();
        assertThat(Journal.open(folder.resolve("journal.json")).find("one")).isPresent();
    }

    @Test
    void aJournalThatCannotBeWrittenDoesNotKeepABoxFromBooting() throws Exception {
        var nowhere = Journal.open(folder.resolve("missing/journal.json"));
        var ran = new ArrayList<String>();

        new FirstBoot(List.of(step("one", _ -> ran.add("one"))), nowhere, world, seen::add).run();

        assertThat(ran).containsExactly("one");
        assertThat(seen).last().isEqualTo("ready");
    }

    @Test
    void aWrongPlanIsRefusedWithItsLinesBeforeAnythingIsWritten() throws Exception {
        // given
        var box = new TestBox(folder, new Ports(20_000));
        AtomicFile.folder(box.host.firstBoot(), "rwx------");
        Files.createDirectories(box.host.media());
        Files.writeString(box.host.offeredPlan(), "region: eu\nzone: eu-1\npartitoin: x\n");
        var problem = new ArrayList<String>();

        // when
        try {
            new PlanSource(box.box(), Duration.ZERO).accept(new Step.Run() {
                @Override
                public void point(String name) {
                    problem.add("reached " + name);
                }

                @Override
                public void waits(String what) {
                    problem.add("waits for " + what);
                }
            });
        } catch (Problem e) {
            problem.add(String.valueOf(e.getMessage()));
        }

        // then
        assertThat(problem)
                .singleElement()
                .asString()
                .contains("plant.yaml is not accepted:")
                .contains("line 1: partition: is missing")
                .contains("line 3: there is no key \"partitoin\"; did you mean \"partition\"?");
        assertThat(box.host.acceptedPlan()).doesNotExist();
    }

    @Test
    void aPlanForADatabaseThatTheImageHasNotIsRefused() throws Exception {
        var box = new TestBox(folder, new Ports(20_000));
        AtomicFile.folder(box.host.firstBoot(), "rwx------");
        Files.createDirectories(box.host.media());
        Files.writeString(box.host.offeredPlan(), "region: eu\nzone: eu-1\npartition: x\ndatabase: cockroach\n");
        var steps = new Steps(
                        box.box(),
                        Steps.floor(box.host),
                        new PlanSource(box.box(), Duration.ZERO),
                        new ServiceSteps(box.box()))
                .all();

        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> steps.get(2).work().run(new Silent()))
                .hasMessageContaining("this image has no unit cockroach.service");
    }

    private static final class Silent implements Step.Run {
        @Override
        public void point(String name) {
            // Nobody cuts here.
        }

        @Override
        public void waits(String what) {
            // Nobody looks.
        }
    }
}

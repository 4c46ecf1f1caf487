package metalplant.bootstrap.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import metalplant.model.World;
import metalplant.testkit.HandWorld;
import metalplant.testkit.bus.Eventually;
import metalplant.testkit.upgrade.SignedUpgrade;
import metalplant.wire.plant.UpgradeStatusResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upgrades of a box with two slots in a folder. */
class UpgradesTest {
    @TempDir
    Path folder = Path.of("");

    private World world = new SystemWorld();
    private Site site = new Site(folder);

    @BeforeEach
    void aBoxThatRuns() {
        site = made("box");
    }

    private Site made(String name) {
        var made = new Site(folder.resolve(name));
        made.box.make();
        return made;
    }

    /** The end of the process, as far as anything behind it can tell. */
    private static final class Cut extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** A box, its plant, and the host agent on it. */
    private final class Site {
        final SlotBox box;
        final Path data;
        final List<String> done = new ArrayList<>();
        String refusesSnapshot = "";
        Upgrades upgrades;

        Site(Path at) {
            box = new SlotBox(at);
            data = at.resolve("upgrade");
            upgrades = agent(_ -> {});
        }

        private Upgrades agent(Consumer<String> points) {
            return new Upgrades(
                    box,
                    new UpgradePlant() {
                        @Override
                        public Path snapshot(Path place) {
                            if (!refusesSnapshot.isEmpty()) {
                                throw Problem.refused(refusesSnapshot);
                            }
                            done.add("snapshot");
                            return place.resolve("state.backup");
                        }

                        @Override
                        public void commit() {
                            done.add("commit");
                        }

                        @Override
                        public void restart() {
                            done.add("restart");
                        }
                    },
                    data,
                    world,
                    points);
        }

        /** Power, boot loader, host agent. */
        String boot(Consumer<String> points) {
            var version = box.boot();
            upgrades = agent(points);
            upgrades.start();
            return version;
        }

        String boot() {
            return boot(_ -> {});
        }

        UpgradeStatusResponse settled() {
            for (int i = 0; i < 2_000; i++) {
                var status = upgrades.status();
                if (!List.of("ordered", "writing", "snapshot", "switching").contains(status.state())
                        || status.problem() != null) {
                    return status;
                }
                sleep();
            }
            throw new AssertionError("the upgrade does not end: " + upgrades.status());
        }

        UpgradeStatusResponse install(String version) {
            upgrades.install(box.file(version), false);
            return settled();
        }
    }

    private static void sleep() {
        try {
            TimeUnit.MILLISECONDS.sleep(5);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anUpgradeIsWrittenStartedOnTrialGoodWhenReadyAndCommittedWhenToldSo() {
        site.boot();
        site.upgrades.plantIsReady();

        var switched = site.install("2.0.0");
        assertThat(switched.state()).isEqualTo("switched");
        assertThat(switched.waitsFor()).contains("a restart of the box");
        assertThat(switched.snapshot()).endsWith("state.backup");
        assertThat(site.done).containsExactly("commit", "snapshot");
        assertThat(site.data.resolve("trial")).content().startsWith(SignedUpgrade.roothash("2.0.0") + " 1800");
        site.upgrades.restart();
        assertThat(site.done).last().isEqualTo("restart");

        assertThat(site.boot()).isEqualTo("2.0.0");
        var trial = site.upgrades.status();
        assertThat(trial.state()).isEqualTo("trial");
        assertThat(trial.slots())
                .anySatisfy(slot -> {
                    assertThat(slot.slot()).isEqualTo("root-b");
                    assertThat(slot.running()).isTrue();
                    assertThat(slot.trial()).isTrue();
                    assertThat(slot.triesLeft()).isEqualTo(2);
                })
                .anySatisfy(slot -> {
                    assertThat(slot.slot()).isEqualTo("root-a");
                    assertThat(slot.version()).isEqualTo("1.0.0");
                    assertThat(slot.triesLeft()).isNull();
                });
        assertThatThrownBy(() -> site.upgrades.commit()).hasMessageContaining("was not ready yet");

        site.upgrades.plantIsReady();
        assertThat(site.upgrades.status().state()).isEqualTo("good");
        assertThat(site.data.resolve("trial")).doesNotExist();
        assertThat(site.box.files()).noneMatch(name -> name.contains("+"));
        assertThat(site.done)
                .as("nothing is committed yet")
                .filteredOn("commit"::equals)
                .hasSize(1);

        assertThat(site.upgrades.commit().state()).isEqualTo("committed");
        assertThat(site.done).filteredOn("commit"::equals).hasSize(2);
        assertThatThrownBy(() -> site.upgrades.rollback())
                .hasMessageContaining("is committed since")
                .hasMessageContaining("state.backup")
                .hasMessageContaining("plantctl backup restore");
        assertThat(site.install("3.0.0").state())
                .as("the next one goes to the first slot")
                .isEqualTo("switched");
        assertThat(site.boot()).isEqualTo("3.0.0");
        assertThat(site.box.running().orElseThrow().slot()).isEqualTo("root-a");
    }

    @Test
    void aVersionThatIsNeverReadyFallsBackByItselfAndTheOldOneSaysHowFarItGotAndWhy() {
        site.boot();
        site.install("2.0.0");
        for (int i = 1; i <= 3; i++) {
            assertThat(site.boot()).isEqualTo("2.0.0");
            site.upgrades.plantIsAt("database", "");
            site.upgrades.plantIsAt("database", "it does not answer after 90 s");
            assertThat(site.upgrades.status().trials()).hasSize(i);
        }

        assertThat(site.boot()).isEqualTo("1.0.0");

        var status = site.upgrades.status();
        assertThat(status.state()).isEqualTo("fell-back");
        assertThat(status.problem())
                .isEqualTo(
                        "version 2.0.0 was not ready in 3 starts; the last one was at step \"database\", because: it does not answer after 90 s");
        assertThat(site.data.resolve("trial")).doesNotExist();
        site.upgrades.plantIsReady();
        assertThatThrownBy(() -> site.upgrades.rollback()).hasMessageContaining("is over (fell-back)");
        assertThat(site.boot()).as("and stays there").isEqualTo("1.0.0");
        assertThat(site.install("2.0.1").state()).as("a mended one").isEqualTo("switched");
    }

    @Test
    void aSlotThatWasSpoiltAfterItWasWrittenIsRefusedAndSaidSo() {
        site.boot();
        site.install("2.0.0");
        site.box.spoil("root-b");

        assertThat(site.boot()).isEqualTo("1.0.0");
        assertThat(site.upgrades.status().state()).isEqualTo("fell-back");
        assertThat(site.upgrades.status().problem()).contains("its slot was damaged (verity)");
    }

    @Test
    void whatIsNoGoodUpgradeIsRefusedWithTheReasonAndNothingIsWritten() throws Exception {
        site.boot();
        var before = site.box.diskBytes();
        var upgrades = site.box.upgrades;

        refused(
                "is not signed by a key",
                new SignedUpgrade(Files.createDirectories(site.box.sticks.resolve("other"))).file("2.0.0"));
        refused("the upgrade is for arm64, this box is amd64", upgrades.file("2.0.0", "arm64", 1, 1_000));
        refused("the slot \"root-b\" of this disk has 1 MiB", upgrades.file("2.0.0", "amd64", 1, 1_100_000));
        refused("version 1.0.0 runs already", upgrades.file("1.0.0"));
        refused("--allow-older", upgrades.file("0.9.0"));
        refused("there is no file", Path.of("/etc/passwd"));
        refused("there is no file", site.box.sticks.resolve("none"));
        var whole = upgrades.file("2.0.0");
        var cut = Files.write(
                site.box.sticks.resolve("cut"), java.util.Arrays.copyOf(Files.readAllBytes(whole), 200_000));
        refused("is cut short", cut);
        assertThatThrownBy(() -> site.upgrades.install(
                        upgrades.file("0.9.1", "amd64", 0, 1_000).toString(), true))
                .hasMessageContaining("schemaLevel");
        // What only reading all of it shows.
        var bytes = Files.readAllBytes(whole);
        bytes[200_000] ^= 1;
        site.upgrades.install(
                Files.write(site.box.sticks.resolve("spoilt"), bytes).toString(), false);
        var status = site.settled();

        assertThat(status.state()).isEqualTo("refused");
        assertThat(status.problem())
                .contains("root.erofs is not what was signed")
                .contains("nothing was written");
        assertThat(site.box.diskBytes()).isEqualTo(before);
        assertThat(site.box.files()).hasSize(1);
        assertThat(site.boot()).isEqualTo("1.0.0");
    }

    private void refused(String reason, Path file) {
        assertThatThrownBy(() -> site.upgrades.install(file.toString(), false))
                .as(reason)
                .isInstanceOf(Problem.class)
                .hasMessageContaining(reason);
        assertThat(site.upgrades.status().state()).isEqualTo("none");
    }

    @Test
    void anOlderVersionThatWasConfirmedIsStartedThoughTheBootLoaderPrefersLaterOnes() {
        site.boot();
        site.upgrades.install(site.box.file("0.9.0"), true);
        assertThat(site.settled().state()).isEqualTo("switched");

        assertThat(site.boot()).isEqualTo("0.9.0");
        site.boot();
        site.boot();
        assertThat(site.boot()).as("never ready").isEqualTo("1.0.0");
        assertThat(site.upgrades.status().state()).isEqualTo("fell-back");

        site.upgrades.plantIsReady();
        assertThat(site.box.files())
                .as("the good one is good again")
                .contains("metal-plant-1.0.0-%s.efi"
                        .formatted(SignedUpgrade.roothash("1.0.0").substring(0, 12)));
        site.upgrades.install(site.box.file("0.9.0"), true);
        site.settled();
        assertThat(site.boot()).isEqualTo("0.9.0");
        site.upgrades.plantIsReady();
        assertThat(site.boot()).isEqualTo("0.9.0");
        site.upgrades.rollback();
        assertThat(site.boot()).isEqualTo("1.0.0");
        assertThat(site.upgrades.status().state()).isEqualTo("rolled-back");
    }

    @Test
    void aRollbackEndsAnUpgradeInEveryStageBeforeTheCommit() {
        // nothing switched yet: the state cannot be saved
        site.boot();
        site.refusesSnapshot = "this plant has no recovery key";
        var stuck = site.install("2.0.0");
        assertThat(stuck.state()).isEqualTo("snapshot");
        assertThat(stuck.problem()).contains("no recovery key").contains("the running version is as it was");
        assertThat(site.upgrades.rollback().state()).isEqualTo("rolled-back");
        assertThat(site.box.files()).hasSize(1);

        // it is gone on with as soon as it can be
        assertThat(site.install("2.0.0").state()).isEqualTo("snapshot");
        site.refusesSnapshot = "";
        Eventually.until("it goes on, once the try before has ended", () -> {
            site.upgrades.plantIsReady();
            return site.settled().state().equals("switched");
        });
        site.upgrades.rollback();

        // switched
        site.install("2.0.0");
        assertThat(site.upgrades.rollback().state()).isEqualTo("rolled-back");
        assertThat(site.boot()).isEqualTo("1.0.0");

        // on trial
        site.install("2.0.0");
        assertThat(site.boot()).isEqualTo("2.0.0");
        assertThat(site.upgrades.rollback().state()).isEqualTo("rolling-back");
        assertThat(site.boot()).isEqualTo("1.0.0");
        assertThat(site.upgrades.status().state()).isEqualTo("rolled-back");

        // good
        site.install("2.0.0");
        site.boot();
        site.upgrades.plantIsReady();
        assertThat(site.upgrades.rollback().state()).isEqualTo("rolling-back");
        site.upgrades.restart();
        assertThat(site.done).last().isEqualTo("restart");
        assertThat(site.boot()).isEqualTo("1.0.0");
        assertThat(site.upgrades.status().state()).isEqualTo("rolled-back");
        assertThat(site.done).doesNotContain("commit");
    }

    @Test
    void sevenDaysOfAReadyPlantAreACommitWhateverTheWallClockSays() {
        var hand = new HandWorld(java.time.Instant.parse("2026-11-29T10:00:00Z"));
        world = hand;
        site = made("patient");
        site.boot();
        site.install("2.0.0");
        site.boot();
        hand.passes(Duration.ofDays(30));
        site.upgrades.tick();
        site.upgrades.plantIsReady();

        hand.passes(Duration.ofDays(6));
        site.upgrades.tick();
        assertThat(site.upgrades.status().state()).as("six good days").isEqualTo("good");
        // A restart counts on.
        site.boot();
        hand.passes(Duration.ofDays(3));
        site.upgrades.tick();
        assertThat(site.upgrades.status().state())
                .as("days without a ready plant are none")
                .isEqualTo("good");
        site.upgrades.plantIsReady();
        hand.passes(Duration.ofDays(1));
        site.upgrades.tick();

        assertThat(site.upgrades.status().state()).isEqualTo("committed");
        assertThat(site.done).endsWith("commit");
    }

    @Test
    void aPowerCutAtAnyPointLeavesSomethingThatStartsAndTheUpgradeGoesOn() {
        for (boolean older : new boolean[] {false, true}) {
            var version = older ? "0.9.0" : "2.0.0";
            var points = points(version, older);
            assertThat(points)
                    .contains(
                            "upgrade:ordered",
                            "upgrade:verified",
                            "upgrade:cleared",
                            "upgrade:written",
                            "upgrade:named",
                            "upgrade:prepared",
                            "upgrade:snapshot",
                            "upgrade:trial",
                            "upgrade:activated",
                            "upgrade:switched")
                    .contains("upgrade:blessed", "upgrade:good", "upgrade:levels", "upgrade:committed");
            for (var point : points) {
                site = made("cut-%s-%s".formatted(older, point.replace(':', '-')));
                cutAt(point, version, older);
            }
        }
    }

    private List<String> points(String version, boolean older) {
        var points = new ArrayList<String>();
        site = made("points-" + older);
        site.boot();
        story(points::add, version, older);
        return points.stream()
                .filter(each -> !each.equals("upgrade:started"))
                .distinct()
                .toList();
    }

    /** From the order to the commit, as far as it gets. */
    private void story(Consumer<String> points, String version, boolean older) {
        site.upgrades = site.agent(points);
        site.upgrades.start();
        site.upgrades.install(site.box.file(version), older);
        site.settled();
        site.boot(points);
        site.upgrades.plantIsReady();
        site.upgrades.commit();
    }

    private void cutAt(String point, String version, boolean older) {
        var cut = new boolean[1];
        Consumer<String> once = reached -> {
            if (reached.equals(point) && !cut[0]) {
                cut[0] = true;
                throw new Cut();
            }
        };
        site.boot();
        try {
            site.upgrades = site.agent(once);
            site.upgrades.install(site.box.file(version), older);
            for (int i = 0;
                    i < 2_000 && !cut[0] && !site.upgrades.status().state().equals("switched");
                    i++) {
                sleep();
            }
            if (!cut[0]) {
                site.boot(once);
                site.upgrades.plantIsReady();
                site.upgrades.commit();
            }
        } catch (Cut _) {
            assertThat(cut[0]).isTrue();
        }
        assertThat(cut[0]).as(point).isTrue();

        // when the power is back, something starts, and the host agent goes on
        assertThat(site.boot()).as(point).isIn("1.0.0", version);
        if (site.settled().state().equals("switched")) {
            assertThat(site.boot()).as(point).isEqualTo(version);
        }
        site.upgrades.plantIsReady();
        if (site.upgrades.status().state().equals("good")) {
            site.upgrades.commit();
        }
        assertThat(site.upgrades.status().state()).as(point).isEqualTo("committed");
        assertThat(site.box.files())
                .as(point)
                .contains("metal-plant-%s-%s.efi"
                        .formatted(version, SignedUpgrade.roothash(version).substring(0, 12)));
    }

    @Test
    void aPowerCutInARollbackDoesNotStopIt() {
        for (var point : List.of("upgrade:rolling", "upgrade:removed", "upgrade:rolled")) {
            site = made("back-" + point.replace(':', '-'));
            site.boot();
            site.install("2.0.0");
            var cut = new boolean[1];
            site.boot(reached -> {
                if (reached.equals(point) && !cut[0]) {
                    cut[0] = true;
                    throw new Cut();
                }
            });
            site.upgrades.plantIsReady();
            assertThatThrownBy(() -> site.upgrades.rollback()).as(point).isInstanceOf(Cut.class);

            var version = site.boot();
            if (version.equals("2.0.0")) {
                assertThat(site.boot()).as(point).isEqualTo("1.0.0");
            }
            assertThat(site.upgrades.status().state()).as(point).isEqualTo("rolled-back");
        }
    }

    @Test
    void whereNoFirmwareCountsThereIsNothingToWriteTo() {
        var upgrades = new Upgrades(
                UpgradeBox.NONE,
                new UpgradePlant() {
                    @Override
                    public Path snapshot(Path place) {
                        throw new IllegalStateException();
                    }

                    @Override
                    public void commit() {
                        site.done.add("commit");
                    }

                    @Override
                    public void restart() {
                        throw new IllegalStateException();
                    }
                },
                folder.resolve("none"),
                world,
                _ -> {});
        upgrades.start();
        upgrades.plantIsReady();

        assertThat(site.done).as("what is not on trial is committed").containsExactly("commit");
        assertThat(upgrades.status().state()).isEqualTo("none");
        assertThatThrownBy(() -> upgrades.install("/x", false)).hasMessageContaining("there is no other slot");
        assertThatThrownBy(upgrades::rollback).hasMessageContaining("there was no upgrade");
    }
}

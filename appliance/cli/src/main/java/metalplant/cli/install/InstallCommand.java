package metalplant.cli.install;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import metalplant.cli.Common.Form;
import metalplant.cli.Screen;
import metalplant.installer.Blocks;
import metalplant.installer.DiskFacts;
import metalplant.installer.DiskWriter;
import metalplant.installer.Gpt;
import metalplant.installer.InstallPlan;
import metalplant.installer.InstallPlanner;
import metalplant.installer.Machine;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.wire.WireJson;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl install}. */
@Command(
        name = "install",
        description = {
            "Writes the image that this box runs from to a disk of it, and verifies what it wrote. Call it on the box.",
            "",
            "Everything on that disk is lost, so its serial number has to be typed. Stopping it (Ctrl-C) leaves a disk that starts"
                    + " nothing; the same call goes on where it ended. The plant of the new disk is a new one: its data is made"
                    + " when the box is first started from it.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plantctl install --list                          the disks, and what is on them",
            "  plantctl install --disk /dev/nvme0n1 --dry-run   what would be done",
            "  plantctl install --disk /dev/nvme0n1"
        })
public final class InstallCommand implements Callable<Integer> {
    private static final Duration SAID_EVERY = Duration.ofSeconds(10);
    private static final int END_SECONDS = 30;

    @Option(names = "--list", description = "Shows the disks of this box and writes nothing.")
    boolean list;

    @Option(names = "--disk", paramLabel = "DEVICE", description = "The disk to write, for example /dev/nvme0n1.")
    @Nullable
    String disk;

    @Option(
            names = "--serial",
            paramLabel = "NUMBER",
            description =
                    "The serial number of that disk, for a call that nobody answers. Its size in bytes if it has none.")
    @Nullable
    String serial;

    @Option(names = "--replace-plant", description = "The disk holds a plant, which shall be lost with all its data.")
    boolean replacePlant;

    @Option(names = "--dry-run", description = "Shows the plan and writes nothing.")
    boolean dryRun;

    @Option(
            names = "--source",
            paramLabel = "FILE",
            description = "An image file or a disk in place of the one that this box runs from.")
    @Nullable
    String source;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "text or json. Default: text.")
    Form output = Form.text;

    private final World world;
    private final Screen screen;

    public InstallCommand(World world, Screen screen) {
        this.world = world;
        this.screen = screen;
    }

    @Override
    public Integer call() {
        var running = Machine.running();
        var disks = Machine.disks();
        if (list) {
            return listed(disks, running);
        }
        var from = from(running);
        var plan = InstallPlanner.plan(from, table(from), running, target(disks), replacePlant, world::newId);
        show(plan);
        if (dryRun) {
            return json() ? printed(InstallAnswers.plan(plan)) : 0;
        }
        confirm(plan.target());
        return write(plan);
    }

    private String from(String running) {
        if (source != null) {
            return source;
        }
        if (running.isEmpty()) {
            throw Problem.bad("this machine does not run from an image of metal-plant; --source names an image file");
        }
        return running;
    }

    private static Gpt table(String from) {
        try (var blocks = Blocks.toRead(Path.of(from))) {
            var size = blocks.size();
            if (size < Gpt.HEAD) {
                throw Problem.of(ProblemCode.DISK_REFUSED, "%s is no image: it has %d bytes".formatted(from, size));
            }
            return Gpt.read(blocks.read(0, Gpt.HEAD), size / Gpt.SECTOR)
                    .orElseThrow(() -> Problem.of(
                            ProblemCode.DISK_REFUSED, "%s is no image: it has no partition table".formatted(from)));
        }
    }

    private DiskFacts target(List<DiskFacts> disks) {
        if (disk == null) {
            throw Problem.bad("--disk names the disk to write; --list shows what there is");
        }
        return disks.stream()
                .filter(one -> one.path().equals(disk))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                        ProblemCode.DISK_REFUSED,
                        "there is no disk %s; a whole disk is meant, no partition (--list shows them)"
                                .formatted(disk)));
    }

    private void show(InstallPlan plan) {
        var out = progress();
        var target = plan.target();
        out.say("  from      " + plan.source());
        out.say("  to        %s  %s  %s"
                .formatted(target.path(), target.model(), InstallPlanner.size(target.sizeBytes())));
        out.say("  serial    " + (target.serial().isEmpty() ? "(none)" : target.serial()));
        out.say("  lost      "
                + (target.partitions().isEmpty()
                        ? "nothing: the disk has no partitions"
                        : "%d partitions: %s"
                                .formatted(target.partitions().size(), String.join(" ", target.partitions()))));
        plan.copies()
                .forEach(one ->
                        out.say("  copied    %-14s %s".formatted(one.name(), InstallPlanner.size(one.length()))));
        out.say("  for data  %s, made at the first start from this disk"
                .formatted(InstallPlanner.size(target.sizeBytes() - plan.table().end() * Gpt.SECTOR)));
    }

    private void confirm(DiskFacts target) {
        var answer = serial;
        if (answer == null) {
            if (!progress().interactive()) {
                throw Problem.of(
                        ProblemCode.DISK_REFUSED,
                        "nobody is here to confirm the disk: --serial has to name its serial number");
            }
            answer = progress()
                    .asked("Everything on %s will be lost. To go on, type its %s:"
                            .formatted(target.path(), target.serial().isEmpty() ? "size in bytes" : "serial number"));
        }
        if (!answer.strip().equals(target.word())) {
            throw Problem.of(
                    ProblemCode.DISK_REFUSED,
                    "\"%s\" is not what %s has; nothing was written".formatted(answer.strip(), target.path()));
        }
    }

    private int write(InstallPlan plan) {
        var stopped = new AtomicBoolean();
        var ended = new CountDownLatch(1);
        // Ctrl-C: the piece that is being written is written whole, and a sentence says how to go on.
        var hook = new Thread(() -> {
            stopped.set(true);
            awaitEnd(ended);
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            var from = world.nanos();
            var done = new DiskWriter(plan, stopped::get, new Told(world, progress(), SAID_EVERY)).run();
            var seconds = Duration.ofNanos(world.nanos() - from).toSeconds();
            if (json()) {
                return printed(InstallAnswers.done(plan, done, seconds));
            }
            screen.say("  written   %s, found there %s, read back and equal (SHA-256 %s), %d s"
                    .formatted(
                            InstallPlanner.size(done.written()),
                            InstallPlanner.size(done.found()),
                            done.sha256().substring(0, 16),
                            seconds));
            screen.say("  next      power off, pull the stick, start from "
                    + plan.target().path());
            return 0;
        } catch (Problem e) {
            if (e.code() == ProblemCode.DISK_UNFINISHED) {
                progress().say("plantctl: " + e.getMessage());
                return 1;
            }
            throw e;
        } finally {
            ended.countDown();
            forget(hook);
        }
    }

    private static void awaitEnd(CountDownLatch ended) {
        try {
            var unused = ended.await(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is running: that is why the work ended.
            return;
        }
    }

    private int listed(List<DiskFacts> disks, String running) {
        if (json()) {
            return printed(InstallAnswers.list(disks, running));
        }
        screen.say("  %-16s %-10s %-22s %-24s %s".formatted("DISK", "SIZE", "SERIAL", "MODEL", "STATE"));
        for (var one : disks) {
            screen.say("  %-16s %-10s %-22s %-24s %s"
                    .formatted(
                            one.path(),
                            InstallPlanner.size(one.sizeBytes()),
                            one.serial().isEmpty() ? "(none)" : one.serial(),
                            one.model(),
                            InstallAnswers.state(one, running)));
        }
        return 0;
    }

    private Screen progress() {
        return json() ? new Screen(System.err, screen.answers(), screen.interactive()) : screen;
    }

    private boolean json() {
        return output == Form.json;
    }

    private int printed(Object answer) {
        screen.say(WireJson.text(answer));
        return 0;
    }
}

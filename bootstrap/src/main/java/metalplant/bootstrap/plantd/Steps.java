package metalplant.bootstrap.plantd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.bootstrap.Build;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.plan.HostConfigs;
import metalplant.plan.PlantPlan;

/** The steps of first boot in the order in which each needs those before it. {@code docs/first-boot.md} describes them. */
final class Steps {
    /** What the plant has beside its own services, as far as this image has units for it. */
    private static final List<String> BESIDE = List.of(
            "plant-time.service",
            "plant-dns.service",
            ControllerServices.BMC,
            BoxImages.UNIT,
            ControllerServices.CONSOLE,
            "plant-certificates.timer",
            "plant-backup.timer");

    private final Box box;
    private final ClockFloor floor;
    private final PlanSource plans;
    private final ServiceSteps services;

    Steps(Box box, ClockFloor floor, PlanSource plans, ServiceSteps services) {
        this.box = box;
        this.floor = floor;
        this.plans = plans;
        this.services = services;
    }

    List<Step> all() {
        return List.of(
                step("clock", "a clock that is not behind the build of this image", 1, this::clock),
                step("disks", "a disk that takes and keeps what is written", 1, this::disks),
                step("plan", "what this plant shall be", 1, plans::accept),
                step("network", "the networks of the box", 5, this::network),
                step(
                        "restore",
                        "a backup to be put back, if that was ordered",
                        1,
                        new Restoring(box, services)::ensure),
                step("identity", "the keys that make this plant itself", 2, new IdentityProof(box)::ensure),
                step("authority", "the certificates of the plant's own authority", 3, services::authority),
                step("database-certificates", "what the database is given", 1, services::databaseGiven),
                step("database", "the database to answer", 20, services::database),
                step("schema", "the tables of this release", 10, services::schema),
                step("broker", "nsqlookupd and nsqd to listen", 5, services::broker),
                step("api", "the API to be healthy", 20, services::api),
                step("partition", "region, zone, partition and networks in the API", 5, services::partition),
                step("services", "DNS, time and what else this image has", 10, this::beside),
                step("boot-services", "addresses and boot server for machines", 10, new BootServices(box)::ensure),
                step("recovery", "the recovery key to be shown", 1, new RecoveryKey(box)::ensure));
    }

    private static Step step(String name, String waitsFor, int usualSeconds, Step.Work work) {
        return new Step(name, waitsFor, Duration.ofSeconds(usualSeconds), work);
    }

    private void clock(Step.Run run) {
        var now = box.world().now();
        switch (floor.judge(now)) {
            case PLAUSIBLE -> box.warnings().clear("clock");
            case BEHIND -> {
                boolean set = box.clock().set(floor.floor());
                run.point("set");
                box.warnings()
                        .set(
                                "clock",
                                set
                                        ? "the clock showed %s, which is past; it was set to %s, and may still be behind: name a time source in plant.yaml"
                                                .formatted(now, floor.floor())
                                        : "the clock shows %s, which is past, and cannot be set; certificates hold all the same"
                                                .formatted(now));
            }
            case DOUBTFUL ->
                box.warnings()
                        .set(
                                "clock",
                                "the clock shows %s, more than five years behind %s, the last time that this box believed: if it is wrong, correct it; certificates hold in both"
                                        .formatted(now, floor.floor()));
        }
        AtomicFile.folder(box.host().firstBoot(), "rwx------");
        floor.saw(box.world().now());
    }

    private void disks(Step.Run run) {
        try {
            for (var folder : List.of(
                    "plant",
                    "first-boot",
                    "postgres",
                    "cockroach",
                    "nsq",
                    "infra",
                    "images",
                    "bmc",
                    "console",
                    "backup",
                    "support")) {
                AtomicFile.folder(box.host().var().resolve(folder), "rwx------");
            }
            // The boot server reads there which addresses dnsmasq gave.
            AtomicFile.folder(box.host().var().resolve("dhcp"), "rwxr-xr-x");
            run.point("folders");
            var probe = box.host().firstBoot().resolve("probe");
            AtomicFile.write(probe, "written\n", AtomicFile.SECRET);
            AtomicFile.remove(probe);
            Space.forStart(box.host().var(), Space.usable(box.host().var()));
            own(Map.of(
                    "plant", Owners.METAL_PLANT,
                    "postgres", Owners.POSTGRES,
                    "cockroach", Owners.COCKROACH,
                    "nsq", Owners.NSQ,
                    "infra", Owners.INFRA,
                    "dhcp", Owners.INFRA,
                    "images", Owners.METAL_PLANT,
                    "bmc", Owners.METAL_PLANT,
                    "console", Owners.METAL_PLANT,
                    "backup", Owners.METAL_PLANT));
            if (!encrypted(box.host().var())) {
                box.warnings()
                        .set(
                                "disk",
                                "%s is not encrypted: who has the disk has the plant"
                                        .formatted(box.host().var()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the disk does not take what is written: " + e.getMessage(), e);
        }
    }

    /** Only the folders themselves: what a service wrote into its own is its own already. */
    private void own(Map<String, Integer> owners) throws IOException {
        for (var each : owners.entrySet()) {
            var folder = box.host().var().resolve(each.getKey());
            try (var content = Files.list(folder)) {
                if (content.findAny().isEmpty()) {
                    box.owners().give(folder, each.getValue());
                }
            }
        }
    }

    private static boolean encrypted(Path folder) throws IOException {
        var device = Path.of(Files.getFileStore(folder).name());
        if (!device.isAbsolute() || !Files.exists(device)) {
            return false;
        }
        var name = device.toRealPath().getFileName();
        var kind = Path.of("/sys/class/block", String.valueOf(name), "dm/uuid");
        return Files.isReadable(kind) && Files.readString(kind).startsWith("CRYPT-LUKS2");
    }

    private void network(Step.Run run) {
        var plan = plan();
        new Given(box.owners())
                .text(box.host().environment("plant-net"), HostConfigs.network(plan), 0)
                .text(
                        box.host().given("ssh").resolve("authorized_keys"),
                        plan.sshKeys().stream().map(key -> key + "\n").collect(Collectors.joining()),
                        0);
        run.point("written");
        if (box.units().find("plant-net.service").isPresent()) {
            box.units().start("plant-net.service");
        }
    }

    /** None of these keeps a plant from being one; what does not start is said, and can be mended while the rest works. */
    private void beside(Step.Run run) {
        var plan = plan();
        var domain = HostConfigs.domain(plan.place().partition());
        var dns = new Given(box.owners())
                .text(box.host().given("dns").resolve("dnsmasq.conf"), HostConfigs.dnsmasq(plan, domain), Owners.INFRA);
        var time = new Given(box.owners())
                .text(box.host().given("time").resolve("chrony.conf"), HostConfigs.chrony(plan), Owners.INFRA);
        // Their units look for a file of variables before they start; these two have none.
        for (var unit : List.of("plant-dns", "plant-time")) {
            new Given(box.owners()).environment(box.host().environment(unit), Map.of());
        }
        boolean images = new BoxImages(box).prepare(run);
        var controllers = new ControllerServices(box).ensure(plan);
        var reach = new ReachServices(box).give(plan);
        run.point("written");
        for (var unit : Stream.concat(BESIDE.stream(), reach.keySet().stream()).toList()) {
            if (box.units().find(unit).isEmpty()) {
                continue;
            }
            run.waits(unit);
            try {
                new Starting(box)
                        .ensure(
                                unit,
                                switch (unit) {
                                    case "plant-dns.service" -> dns.changed();
                                    case "plant-time.service" -> time.changed();
                                    case BoxImages.UNIT -> images;
                                    case ControllerServices.BMC, ControllerServices.CONSOLE ->
                                        controllers.getOrDefault(unit, false);
                                    default -> reach.getOrDefault(unit, false);
                                });
                box.warnings().clear(unit);
            } catch (Problem e) {
                box.warnings().set(unit, "%s does not run: %s".formatted(unit, e.getMessage()));
            }
        }
    }

    private PlantPlan plan() {
        return PlanSource.accepted(box.host()).orElseThrow(() -> Problem.refused("no plan was accepted yet"));
    }

    static ClockFloor floor(Host host) {
        return new ClockFloor(host.firstBoot().resolve("clock"), Build.built());
    }
}

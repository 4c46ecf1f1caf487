package metalplant.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DirectionsTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("metalplant");

    /** What {@code from} must not know, and why. */
    private record Forbidden(String from, String to, String because) {}

    private static final List<Forbidden> FORBIDDEN = List.of(
            new Forbidden("model", "java.sql", "model stays pure, so that a simulator can replay it"),
            new Forbidden("model", "java.net.http", "model stays pure, so that a simulator can replay it"),
            new Forbidden(
                    "model", "com.fasterxml.jackson", "how something is written down is not a property of the thing"),
            new Forbidden("model", "metalplant.core", "nouns know no verbs"),
            new Forbidden("model", "metalplant.wire", "the wire format may change without the domain noticing"),
            new Forbidden("core", "java.sql", "core states what it needs of a database; store provides it"),
            new Forbidden("core", "io.helidon", "core must run without a server, in simulation and at first boot"),
            new Forbidden("core", "io.grpc", "core must run without a server, in simulation and at first boot"),
            new Forbidden("core", "metalplant.store", "core states what it needs; store provides it"),
            new Forbidden("core", "metalplant.bus", "core states what it needs; bus provides it"),
            new Forbidden("core", "metalplant.wire", "use cases speak in nouns of the model, the doors translate"),
            new Forbidden("core", "metalplant.server", "a use case does not know which door it was called through"),
            new Forbidden("wire", "metalplant.model", "wire is what crosses the network and nothing else"),
            new Forbidden("wire", "metalplant.core", "wire is what crosses the network and nothing else"),
            new Forbidden("store", "metalplant.server", "the database does not know who asks"),
            new Forbidden("store", "metalplant.wire", "what is kept is not what is sent"),
            new Forbidden("store", "metalplant.bus", "messages leave through the outbox, after the commit"),
            new Forbidden("bus", "metalplant.store", "the bus carries what others decided"),
            new Forbidden("bus", "metalplant.server", "the bus carries what others decided"),
            new Forbidden("federation", "java.sql", "what is kept durably is a state; store keeps it"),
            new Forbidden("federation", "java.net", "the simulator carries messages; links lie elsewhere"),
            new Forbidden("federation", "io.helidon", "the protocol must run without a server, in simulation"),
            new Forbidden(
                    "federation",
                    "metalplant.core",
                    "core runs the protocol on a database; the protocol knows no verbs"),
            new Forbidden("federation", "metalplant.store", "the protocol states what it needs; store provides it"),
            new Forbidden("federation", "metalplant.bus", "nothing of NSQ ever leaves a plant"),
            new Forbidden("federation", "metalplant.wire", "what plants say to each other is not metal-api"),
            new Forbidden(
                    "federation", "metalplant.server", "the protocol does not know which door it was called through"),
            new Forbidden("wireguard", "metalplant.core", "a tunnel carries what others decided"),
            new Forbidden("wireguard", "metalplant.federation", "members come in as values, whoever keeps the ledger"),
            new Forbidden("wireguard", "metalplant.store", "what is kept of keys are files; the rest is looked up"),
            new Forbidden("wireguard", "metalplant.server", "a tunnel does not know who uses it"),
            new Forbidden(
                    "wireguard.plan", "metalplant.wireguard.tools", "a plan is a function; carrying it out is not"),
            new Forbidden("wireguard.observe", "metalplant.wireguard.tools", "a difference is a function too"),
            new Forbidden(
                    "federation",
                    "metalplant.ratis",
                    "the protocol states what it needs of a carrier; ratis provides it"),
            new Forbidden("federation", "org.apache.ratis", "the simulator runs the protocol on a model instead"),
            new Forbidden(
                    "ratis",
                    "metalplant.core",
                    "the carrier replicates entries; what they do to a plant is not its business"),
            new Forbidden(
                    "ratis", "metalplant.store", "what a voter may never forget is in no backup, so in no database"),
            new Forbidden("ratis", "metalplant.server", "a witness is a carrier without a plant"),
            new Forbidden("ratis", "io.grpc", "Ratis brings its own gRPC; two on one port would not fit"),
            new Forbidden(
                    "core",
                    "org.apache.ratis",
                    "core states what it needs; the carrier lies behind the federation's port"),
            new Forbidden("federation", "metalplant.mesh", "the protocol does not know how its messages travel"),
            new Forbidden("mesh", "java.sql", "what two plants have to remember is written down by the caller"),
            new Forbidden("mesh", "metalplant.core", "links carry messages of plants, not use cases of one"),
            new Forbidden("mesh", "metalplant.store", "links carry messages of plants, not rows of one"),
            new Forbidden("mesh", "metalplant.bus", "nothing of NSQ ever leaves a plant"),
            new Forbidden("mesh", "metalplant.server", "doors are added to the listener from outside"),
            new Forbidden("mesh", "metalplant.bootstrap", "first boot calls identity, not the other way round"),
            new Forbidden("trust", "metalplant.federation", "other carriers use this trust without our protocol"),
            new Forbidden("trust", "metalplant.model", "whom TLS lets in does not depend on what a plant is"),
            new Forbidden("trust", "io.helidon", "other carriers use this trust without our server"),
            new Forbidden("trust", "org.bouncycastle", "checking certificates needs the JDK only"),
            new Forbidden("imagestore", "metalplant.core", "the store keeps files; what a machine needs it is told"),
            new Forbidden("imagestore", "metalplant.federation", "a member is a source of files like any other"),
            new Forbidden("imagestore", "metalplant.server", "the store does not know who hands its files out"),
            new Forbidden("imagestore", "metalplant.bootstrap", "the store is started; it does not start itself"),
            new Forbidden("imagestore.disk", "io.netty", "what lies on disk is served by whoever wants to"),
            new Forbidden(
                    "bmc",
                    "metalplant.store",
                    "whoever drives controllers reports to the plant, and keeps nothing of it"),
            new Forbidden("bmc", "metalplant.server", "whoever drives controllers is called over the bus"),
            new Forbidden("bmc", "metalplant.bus", "the bus is a port; whoever starts this brings one"),
            new Forbidden("bmc", "metalplant.bootstrap", "a service is started; it does not start itself"),
            new Forbidden(
                    "console", "metalplant.core", "the console faces strangers; it asks the API and is no part of it"),
            new Forbidden("console", "metalplant.store", "the console faces strangers; it has no database"),
            new Forbidden(
                    "console", "metalplant.server", "the console faces strangers; it has no keys of a plant's doors"),
            new Forbidden("console", "metalplant.bootstrap", "a service is started; it does not start itself"),
            new Forbidden("server", "org.apache.sshd", "SSH is for strangers, in a process of its own"),
            new Forbidden("door", "metalplant.core", "who calls is known before anything is done"),
            new Forbidden("door", "metalplant.server", "what all doors share knows none of them"),
            new Forbidden("door", "metalplant.router", "what all doors share knows none of them"),
            new Forbidden("router", "java.sql", "the federation door keeps no facts; it can run without a plant"),
            new Forbidden("router", "metalplant.core", "the federation door forwards; plants decide"),
            new Forbidden("router", "metalplant.store", "the federation door forwards; plants decide"),
            new Forbidden("router", "metalplant.bus", "nothing of NSQ ever leaves a plant"),
            new Forbidden(
                    "router", "metalplant.federation", "plants are told from outside, by the ledger or by a file"),
            new Forbidden("router", "metalplant.server", "the server starts the router, not the other way"),
            new Forbidden("core", "metalplant.host", "core states what it needs of a host; host provides it"),
            new Forbidden("core", "org.freedesktop", "units are controlled in simulation too, without a bus"),
            new Forbidden("host", "metalplant.store", "units are what they are, whatever the database says"),
            new Forbidden(
                    "host",
                    "metalplant.server",
                    "the API in its container asks the host agent, it does not reach the host"),
            new Forbidden("host", "metalplant.bootstrap", "the host agent decides what runs; host carries it out"),
            new Forbidden("units", "metalplant.core", "what a host looks like is data; whoever starts it reads it"),
            new Forbidden("units", "metalplant.host", "what a host looks like is data; whoever starts it reads it"),
            new Forbidden("units", "metalplant.server", "what a host looks like is data; whoever starts it reads it"),
            new Forbidden("server", "metalplant.host", "the API runs in a container and has no bus of the host"),
            new Forbidden("installer", "metalplant.core", "a disk is written on a box that is no plant yet"),
            new Forbidden("installer", "metalplant.store", "a disk is written on a box that is no plant yet"),
            new Forbidden(
                    "installer", "metalplant.cli", "whoever asks a person calls the installer, not the other way"),
            new Forbidden("installer", "java.net", "nothing of an installation comes from a network"),
            new Forbidden("plan", "java.io", "a plan is read from a text; where that came from is not its business"),
            new Forbidden("plan", "java.nio", "a plan is read from a text; where that came from is not its business"),
            new Forbidden("fabric", "java.io", "a configuration is a text; who writes it where is elsewhere"),
            new Forbidden("fabric", "java.nio", "a configuration is a text; who writes it where is elsewhere"),
            new Forbidden("fabric", "java.net", "nothing here logs in to a switch"),
            new Forbidden("fabric", "metalplant.core", "what a switch gets does not depend on how the plant runs"),
            new Forbidden("fabric", "metalplant.boot", "who serves a configuration is not its business"),
            new Forbidden("fabric", "metalplant.agent", "nothing here logs in to a switch"),
            new Forbidden("agent", "metalplant.core", "an agent speaks with any metal-api, and only over the wire"),
            new Forbidden("agent", "metalplant.store", "an agent has no database"),
            new Forbidden("agent", "metalplant.server", "an agent speaks with any metal-api, and only over the wire"),
            new Forbidden("agent", "io.helidon", "it runs on a switch, where memory is small"),
            new Forbidden("boot", "metalplant.fabric", "the process that faces strangers is handed finished texts"),
            new Forbidden("boot", "metalplant.plan", "the process that faces strangers knows no plan of the plant"),
            new Forbidden("plan", "metalplant.core", "a plan says what a plant shall be; who makes it so is elsewhere"),
            new Forbidden("plan", "metalplant.wire", "a plan is a file of an operator, not a message"),
            new Forbidden("server", "metalplant.bootstrap", "a server is started; it does not start itself"),
            new Forbidden(
                    "boot",
                    "metalplant.core",
                    "the boot server faces strangers; it asks the plant and is no part of it"),
            new Forbidden("boot", "metalplant.store", "the boot server faces strangers; it has no database"),
            new Forbidden(
                    "boot",
                    "metalplant.server",
                    "the boot server faces strangers; it calls doors and is none of the plant's"),
            new Forbidden("boot", "metalplant.bootstrap", "first boot starts it; what it is told are values"),
            new Forbidden("images", "metalplant.core", "what is built lies in files; how it runs is not its business"),
            new Forbidden("images", "metalplant.server", "jib brings libraries that no plant may load"),
            new Forbidden("images", "metalplant.bootstrap", "jib brings libraries that no plant may load"),
            new Forbidden("bootstrap", "metalplant.images", "containers are built elsewhere and long before"),
            new Forbidden("images.debian", "com.google.cloud.tools", "jib is one way to write an archive"),
            new Forbidden("images.recipe", "com.google.cloud.tools", "jib is one way to write an archive"),
            new Forbidden(
                    "rack", "metalplant.model", "the simulated rack proves the wire, so it must not share our code"),
            new Forbidden(
                    "rack", "metalplant.core", "the simulated rack proves the wire, so it must not share our code"),
            new Forbidden(
                    "rack", "metalplant.store", "the simulated rack proves the wire, so it must not share our code"),
            new Forbidden(
                    "rack", "metalplant.bus", "the simulated rack proves the wire, so it must not share our code"),
            new Forbidden(
                    "rack", "metalplant.server", "the simulated rack proves the wire, so it must not share our code"),
            new Forbidden(
                    "rack",
                    "metalplant.bootstrap",
                    "the simulated rack proves the wire, so it must not share our code"));

    static Stream<Forbidden> forbidden() {
        return FORBIDDEN.stream();
    }

    @ParameterizedTest
    @MethodSource("forbidden")
    void noModuleKnowsWhatItMustNotKnow(Forbidden rule) {
        noClasses()
                .that()
                .resideInAPackage("metalplant." + rule.from() + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(rule.to() + "..")
                .because(rule.because())
                .check(CLASSES);
    }

    /**
     * What differs between two runs comes in through World, so that a run can be repeated. The rack shares no code with the plant and
     * has a loop of its own for that; why the benchmark may read the clock, but not where it judges, says ADR 10.
     */
    @Test
    void onlyTheSystemWorldAsksTheSystemForTimeAndChance() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "metalplant.model..",
                        "metalplant.core..",
                        "metalplant.store..",
                        "metalplant.bus..",
                        "metalplant.federation..",
                        "metalplant.wireguard..",
                        "metalplant.ratis..",
                        "metalplant.trust..",
                        "metalplant.mesh..",
                        "metalplant.plan..",
                        "metalplant.fabric..",
                        "metalplant.agent..",
                        "metalplant.boot..",
                        "metalplant.door..",
                        "metalplant.installer..",
                        "metalplant.router..",
                        "metalplant.host..",
                        "metalplant.units..",
                        "metalplant.server..",
                        "metalplant.bootstrap..",
                        "metalplant.images..",
                        "metalplant.rack..",
                        "metalplant.bench.measure..")
                .and()
                .doNotHaveSimpleName("SystemWorld")
                .and()
                .doNotHaveSimpleName("ThreadLoop")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .orShould()
                .callConstructor(java.util.Random.class)
                .check(CLASSES);
    }

    /** The simulator replays the protocol on one thread; a clock, a thread or chance of its own in there would break that. */
    @Test
    void theProtocolHasNoThreadsAndNoChanceOfItsOwn() {
        noClasses()
                .that()
                .resideInAPackage("metalplant.federation..")
                .and()
                .resideOutsideOfPackage("metalplant.federation.signing..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.concurrent.Executor.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.time.Clock.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.Random.class)
                .check(CLASSES);
    }

    @Test
    void everyModuleIsAmongTheClassesThatAreChecked() {
        for (var layer : List.of(
                "model",
                "core",
                "wire",
                "store",
                "bus",
                "federation",
                "wireguard",
                "trust",
                "ratis",
                "mesh",
                "cli",
                "door",
                "router",
                "host",
                "units",
                "server",
                "bootstrap",
                "images",
                "rack",
                "bench")) {
            assertThat(CLASSES).anyMatch(type -> type.getPackageName().startsWith("metalplant." + layer));
        }
    }
}

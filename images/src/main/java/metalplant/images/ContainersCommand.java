package metalplant.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.images.agent.AgentInstaller;
import metalplant.images.cockroach.CockroachBinary;
import metalplant.images.cockroach.PinnedSums;
import metalplant.images.debian.DebianTree;
import metalplant.images.files.Trees;
import metalplant.images.recipe.ContainerBuild;
import metalplant.images.recipe.Inputs;
import metalplant.images.recipe.Made;
import metalplant.images.runtime.Application;
import metalplant.images.signature.SigningKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes all containers. */
@Command(
        name = "containers",
        description = {
            "Makes postgres, nsq, metal-api, infra, frr and, where its program is given, cockroach as OCI archives in one folder, each with"
                    + " a bill of materials and a signature, and images.json. Beside them runtime/ and lib/: JDK and jars for the host;"
                    + " agent.run: the agent of switches, which plant-boot gives them.",
            "The same inputs give the same archives. The last line of the output is the folder."
        })
final class ContainersCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where everything is written.")
    @SuppressWarnings("NullAway.Init")
    Path out;

    @Option(
            names = "--cockroach",
            paramLabel = "PATH",
            description = "CockroachDB's program, or the archive it came in; its SHA-256 has to be known.")
    Optional<Path> cockroach = Optional.empty();

    @Option(
            names = "--cockroach-pins",
            paramLabel = "FILE",
            description = "Further known files, one a line: SHA-256, use or licence or never, version, note.")
    Optional<Path> cockroachPins = Optional.empty();

    @Option(
            names = "--cockroach-licensed",
            description = "There is a licence for a program that needs one, and it holds without a network.")
    boolean cockroachLicensed;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "Private key that signs. Without one a key is made and thrown away, so that only this folder tells"
                            + " the public half.")
    Optional<Path> key = Optional.empty();

    @Option(
            names = "--trees",
            paramLabel = "BASE,POSTGRES,INFRA,API,FRR",
            split = ",",
            arity = "1",
            required = true,
            hidden = true)
    Path[] trees = new Path[0];

    @Option(names = "--root", paramLabel = "DIR", required = true, hidden = true)
    @SuppressWarnings("NullAway.Init")
    Path root;

    @Option(names = "--jdk", paramLabel = "DIR", required = true, hidden = true)
    @SuppressWarnings("NullAway.Init")
    Path jdk;

    @Option(names = "--nsq", paramLabel = "DIR", required = true, hidden = true)
    @SuppressWarnings("NullAway.Init")
    Path nsq;

    @Option(names = "--repository", paramLabel = "DIR", required = true, hidden = true)
    @SuppressWarnings("NullAway.Init")
    Path repository;

    @Option(names = "--work", paramLabel = "DIR", required = true, hidden = true)
    @SuppressWarnings("NullAway.Init")
    Path work;

    @Override
    public Integer call() {
        var facts = BuildFacts.read();
        var signing = key.map(SigningKey::read).orElseGet(() -> SigningKey.throwAway(new SecureRandom()));
        // Before anything that takes time.
        var binary = cockroach.map(path -> CockroachBinary.accept(path, pins(), cockroachLicensed, work));
        var inputs = new Inputs(
                tree("base", 0),
                tree("postgres", 1),
                tree("infra", 2),
                tree("api", 3),
                tree("frr", 4),
                Application.make(
                        Trees.create(out),
                        jdk,
                        Trees.read(root.resolve("bootstrap/target/plant.classpath")),
                        repository,
                        facts.version()),
                nsq,
                binary,
                root.resolve("images/containers"),
                architecture(),
                facts.version());
        agent(facts);
        var made = new ContainerBuild(inputs, signing, facts.built(), work, this::say).make(out);
        if (made.throwAwayKey()) {
            say(
                    "!!! no --key: signed with a key that is thrown away; who loads these images can only compare them with key.pub beside them !!!");
        }
        say("%s: %d images of version %s, signed by %s"
                .formatted(out.resolve(Made.FILE), made.images().size(), made.version(), made.signedBy()));
        spec.commandLine().getOut().println(out.toAbsolutePath().normalize());
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** What switches of the plant are given. */
    private void agent(BuildFacts facts) {
        var made = AgentInstaller.make(
                new AgentInstaller.Parts(
                        jdk,
                        Trees.read(root.resolve("appliance/agent/target/plant.classpath")),
                        repository,
                        root.resolve("images/switch"),
                        root.resolve("docs/agent.md"),
                        facts.version(),
                        architecture().equals("arm64") ? "aarch64" : "x86_64",
                        facts.built()),
                out.resolve(AgentInstaller.FILE),
                Trees.create(work));
        say("%s: the agent of switches, %d MB, %d MB unpacked, for glibc %s and newer"
                .formatted(AgentInstaller.FILE, made.size() >> 20, made.unpacked() >> 20, made.glibc()));
        if (!made.isForAll()) {
            say(
                    "!!! SONiC up to 202311 has glibc 2.31 and newer ones have 2.36: this JDK is for newer systems; set JAVA_HOME to one that is built for older ones, as Eclipse Temurin is !!!");
        }
    }

    private DebianTree tree(String name, int index) {
        return DebianTree.open(name, trees[index], root.resolve("installer/debian/" + name + ".lock"));
    }

    private PinnedSums pins() {
        var known = PinnedSums.parse("cockroach.sums", resource("cockroach.sums"));
        return cockroachPins
                .map(file -> known.and(PinnedSums.parse(file.toString(), Trees.read(file))))
                .orElse(known);
    }

    private static String resource(String name) {
        try (var in = Objects.requireNonNull(ContainersCommand.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String architecture() {
        return System.getProperty("os.arch", "").equals("aarch64") ? "arm64" : "amd64";
    }

    private void say(String text) {
        spec.commandLine().getErr().println("image: " + text);
    }
}

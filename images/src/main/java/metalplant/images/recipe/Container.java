package metalplant.images.recipe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import metalplant.images.files.Trees;
import metalplant.images.oci.Image;
import metalplant.images.runtime.Application;
import metalplant.images.sbom.Bill;
import metalplant.images.sbom.Bill.Component;
import metalplant.images.sbom.GoProgram;

/** The containers of an appliance: which tree, which programs, whose user. Their order is the order in which they are made. */
enum Container {
    POSTGRES("postgres", "postgres", Users.POSTGRES, "postgres-start", "PostgreSQL 17") {},
    COCKROACH("cockroach", "base", Users.COCKROACH, "cockroach-start", "CockroachDB") {
        @Override
        List<Image.Layer> layers(Inputs inputs) {
            return inputs.cockroach().stream()
                    .map(binary -> new Image.Layer(
                            "cockroach",
                            List.of(new Image.Entry(
                                    binary.program(), Application.PLACE + "/cockroach/cockroach", PROGRAM))))
                    .toList();
        }

        @Override
        Stream<Component> components(Inputs inputs) {
            return inputs.cockroach().stream()
                    .map(binary -> new Component(
                            "cockroach",
                            binary.version(),
                            "pkg:generic/cockroach@" + binary.version(),
                            binary.sum().hex()));
        }
    },
    NSQ("nsq", "base", Users.NSQ, "nsqd-start", "nsqd and nsqlookupd 1.3.0") {
        @Override
        List<Image.Layer> layers(Inputs inputs) {
            return List.of(new Image.Layer(
                    "nsq",
                    PROGRAMS.stream()
                            .map(name -> new Image.Entry(
                                    inputs.nsq().resolve(name), Application.PLACE + "/nsq/" + name, PROGRAM))
                            .toList()));
        }

        @Override
        Stream<Component> components(Inputs inputs) {
            return PROGRAMS.stream()
                    .flatMap(name -> GoProgram.read(inputs.nsq().resolve(name)).parts())
                    .map(Component::of);
        }
    },
    METAL_API(
            "metal-api",
            "api",
            Users.METAL_PLANT,
            "metal-api",
            "API, router, federation, plantctl, images, boot, BMC, consoles") {
        @Override
        List<Image.Layer> layers(Inputs inputs) {
            var application = inputs.application();
            return List.of(
                    new Image.Layer("runtime", entries(application.runtime(), Application.PLACE + "/runtime")),
                    new Image.Layer("lib", entries(application.lib(), Application.PLACE + "/lib")));
        }

        @Override
        Stream<Component> components(Inputs inputs) {
            var jdk = inputs.application().jdk();
            return Stream.concat(
                    Stream.of(new Component("jdk", jdk, "pkg:generic/jdk@" + jdk.replace("+", "%2B"), "")),
                    inputs.application().jars().stream().map(Component::of));
        }
    },
    INFRA("infra", "infra", Users.PLANT_INFRA, "dns-start", "dnsmasq and chrony") {},
    FRR("frr", "frr", Users.PLANT_INFRA, "frr-start", "FRR: zebra and bgpd") {};

    private static final List<String> PROGRAMS = List.of("nsqd", "nsqlookupd");
    private static final int PROGRAM = 0755;
    private static final int FILE = 0644;

    private final String text;
    private final String tree;
    private final Users user;
    private final String entry;
    private final String holds;

    Container(String text, String tree, Users user, String entry, String holds) {
        this.text = text;
        this.tree = tree;
        this.user = user;
        this.entry = entry;
        this.holds = holds;
    }

    String text() {
        return text;
    }

    /** What is in it, for people. */
    String holds() {
        return holds;
    }

    String tree() {
        return tree;
    }

    /** How it is called where it runs. */
    String reference(String version) {
        return "localhost/metal-plant/%s:%s".formatted(text, version);
    }

    /** Its own layers, below the one with the entry programs. */
    List<Image.Layer> layers(Inputs inputs) {
        return List.of();
    }

    /** What is in it beside Debian's packages. */
    Stream<Component> components(Inputs inputs) {
        return Stream.empty();
    }

    /** @param base the layers of its tree */
    Image image(Inputs inputs, List<Path> base) {
        var layers = new ArrayList<>(layers(inputs));
        layers.add(new Image.Layer("entry", programs(inputs.scripts())));
        return new Image(
                reference(inputs.version()),
                inputs.architecture(),
                base,
                layers,
                user.number(),
                Application.PLACE + "/bin/" + entry,
                java.util.Map.of("PATH", Application.PLACE + "/bin:/usr/sbin:/usr/bin", "LANG", "C.UTF-8"),
                java.util.Map.of(
                        "org.opencontainers.image.title",
                        "metal-plant " + text,
                        "org.opencontainers.image.version",
                        inputs.version()));
    }

    Bill bill(Inputs inputs, List<metalplant.images.debian.DebianPackage> packages) {
        return new Bill(
                "metal-plant/" + text,
                inputs.version(),
                Stream.concat(packages.stream().map(Component::of), components(inputs))
                        .toList());
    }

    private List<Image.Entry> programs(Path scripts) {
        return Stream.of(scripts.resolve("all"), scripts.resolve(text))
                .flatMap(folder -> Trees.files(folder).stream())
                .map(file -> new Image.Entry(file, Application.PLACE + "/bin/" + file.getFileName(), PROGRAM))
                .toList();
    }

    private static List<Image.Entry> entries(Path folder, String place) {
        return Trees.files(folder).stream()
                .map(file -> new Image.Entry(
                        file, place + "/" + folder.relativize(file), Files.isExecutable(file) ? PROGRAM : FILE))
                .toList();
    }
}

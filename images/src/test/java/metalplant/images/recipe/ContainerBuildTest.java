package metalplant.images.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.images.SmallTree;
import metalplant.images.cockroach.CockroachBinary;
import metalplant.images.debian.DebianTree;
import metalplant.images.oci.Digest;
import metalplant.images.oci.OciArchive;
import metalplant.images.runtime.Application;
import metalplant.images.runtime.Jar;
import metalplant.images.signature.PublicKey;
import metalplant.images.signature.SigningKey;
import metalplant.model.Problem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerBuildTest {
    private static final Instant TIME = Instant.parse("2026-11-01T00:00:00Z");
    private static final SigningKey KEY = SigningKey.throwAway(new SecureRandom());

    @TempDir
    static Path folder;

    private static final List<String> said = new ArrayList<>();
    private static Made made = new Made("", "", "", false, List.of());

    @BeforeAll
    static void givenAFolderOfContainers() throws IOException {
        made = build("out", Optional.empty());
    }

    @Test
    void theSameInputsGiveTheSameDigests() throws IOException {
        // when
        var again = build("again", Optional.empty());

        // then
        assertThat(again).isEqualTo(made);
        for (var one : made.images()) {
            assertThat(folder.resolve("out").resolve(one.name() + ".oci.tar"))
                    .hasSameBinaryContentAs(folder.resolve("again").resolve(one.name() + ".oci.tar"));
        }
    }

    @Test
    void withoutAProgramOfCockroachTheImagesAreForPostgresAndThatIsSaid() {
        assertThat(made.database()).isEqualTo("postgres");
        assertThat(made.images())
                .extracting(Made.One::name)
                .containsExactly("postgres", "nsq", "metal-api", "infra", "frr");
        assertThat(said).anyMatch(line -> line.contains("no program was given") && line.contains("PostgreSQL"));
    }

    @Test
    void aProgramOfCockroachBecomesAnImageThatNamesItsSum() throws IOException {
        // given
        var program = Files.writeString(folder.resolve("cockroach"), "elf");
        var binary = new CockroachBinary(program, "v23.1.28", Digest.ofFile(program));

        // when
        var with = build("cockroach-out", Optional.of(binary));

        // then
        assertThat(with.database()).isEqualTo("postgres cockroach");
        assertThat(Files.readString(folder.resolve("cockroach-out/cockroach.cdx.json")))
                .contains("pkg:generic/cockroach@v23.1.28", binary.sum().hex());
    }

    @Test
    void everyImageRunsAsAUserOfItsOwnFromAProgramThatIsInIt() {
        assertThat(made.images()).allSatisfy(one -> {
            var config = OciArchive.read(folder.resolve("out").resolve(one.name() + ".oci.tar"))
                    .config()
                    .path("config");
            assertThat(config.path("User").asText()).matches("90[0-4]:90[0-4]");
            assertThat(config.path("Entrypoint").get(0).asText()).startsWith("/usr/lib/metal-plant/bin/");
        });
    }

    @Test
    void theBillNamesPackagesJarsAndModulesAndNoPackageThatIsLeftOut() throws IOException {
        assertThat(Files.readString(folder.resolve("out/metal-api.cdx.json")))
                .contains("pkg:deb/debian/bash@5.2?arch=amd64", "pkg:maven/org.x/y@1.0", "pkg:generic/jdk@25")
                .doesNotContain("perl-base");
        assertThat(Files.readString(folder.resolve("out/nsq.cdx.json")))
                .contains("pkg:golang/github.com/nsqio/go-nsq@v1.1.0", "pkg:golang/stdlib@1.25.0");
        assertThat(Files.readString(folder.resolve("out/postgres.cdx.json"))).contains("postgresql-17");
    }

    @Test
    void whatWasSignedIsVerified() {
        assertThat(Verification.verify(folder.resolve("out"), KEY.publicKey())).isEqualTo(made);
        assertThat(PublicKey.read(folder.resolve("out/key.pub"))).isEqualTo(KEY.publicKey());
    }

    @Test
    void anotherKeyIsRefused() {
        var other = SigningKey.throwAway(new SecureRandom()).publicKey();
        assertThatThrownBy(() -> Verification.verify(folder.resolve("out"), other))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("postgres.signature is not signed by the key " + other.fingerprint())
                .hasMessageContaining("--key");
    }

    @Test
    void aChangedArchiveIsRefused() throws IOException {
        // given
        var copy = copy("archive");
        var archive = copy.resolve("nsq.oci.tar");
        var bytes = Files.readAllBytes(archive);
        // As many as cannot all lie in what fills up a block.
        for (int i = 0; i < 1_024; i++) {
            bytes[bytes.length / 2 + i] ^= 1;
        }
        Files.write(archive, bytes);

        // then
        refused(copy, "nsq.oci.tar was changed after it was signed");
        assertThatThrownBy(() -> OciArchive.read(archive)).isInstanceOf(Problem.class);
    }

    @Test
    void aChangedBillIsRefused() throws IOException {
        var copy = copy("bill");
        Files.writeString(copy.resolve("infra.cdx.json"), Files.readString(copy.resolve("infra.cdx.json")) + " ");
        refused(copy, "infra.cdx.json was changed after it was signed");
    }

    @Test
    void aListThatNamesAnotherDigestOrVersionIsRefused() throws IOException {
        var digest = copy("digest");
        var list = Files.readString(digest.resolve(Made.FILE));
        var one = made.images().getFirst().digest();
        Files.writeString(digest.resolve(Made.FILE), list.replace(one, "sha256:" + "0".repeat(64)));
        refused(digest, "digest of postgres");
        Files.writeString(digest.resolve(Made.FILE), list.replace("\"version\" : \"1.0\"", "\"version\" : \"2.0\""));
        refused(digest, "its version is 2.0, signed is 1.0");
    }

    @Test
    void anImageInThePlaceOfAnotherIsRefused() throws IOException {
        var copy = copy("swapped");
        for (var end : List.of(".oci.tar", ".cdx.json", ".signature")) {
            Files.copy(
                    copy.resolve("infra" + end),
                    copy.resolve("postgres" + end),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        refused(copy, "name of an image");
    }

    @Test
    void aNameThatLeadsElsewhereIsRefused() throws IOException {
        var copy = copy("outside");
        var list = Files.readString(copy.resolve(Made.FILE));
        Files.writeString(copy.resolve(Made.FILE), list.replace("\"name\" : \"infra\"", "\"name\" : \"../infra\""));
        refused(copy, "names an image \"../infra\"");
    }

    private static void refused(Path copy, String why) {
        assertThatThrownBy(() -> Verification.verify(copy, KEY.publicKey()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(why);
    }

    private static Path copy(String name) throws IOException {
        var target = Files.createDirectories(folder.resolve("copy-" + name));
        try (var files = Files.list(folder.resolve("out"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
        return target;
    }

    private static Made build(String name, Optional<CockroachBinary> cockroach) throws IOException {
        var place = folder.resolve(name + "-inputs");
        var nsq = Files.createDirectories(place.resolve("nsq"));
        Files.write(nsq.resolve("nsqd"), metalplant.images.sbom.GoProgramTest.program());
        Files.write(nsq.resolve("nsqlookupd"), metalplant.images.sbom.GoProgramTest.program());
        var runtime = Files.createDirectories(place.resolve("runtime"));
        Files.writeString(runtime.resolve("java"), "java");
        var lib = Files.createDirectories(place.resolve("lib"));
        Files.writeString(lib.resolve("y-1.0.jar"), "jar");
        var inputs = new Inputs(
                tree(place, "base"),
                tree(place, "postgres"),
                tree(place, "infra"),
                tree(place, "api"),
                tree(place, "frr"),
                new Application(runtime, lib, "25", List.of(new Jar(lib.resolve("y-1.0.jar"), "org.x", "y", "1.0"))),
                nsq,
                cockroach,
                Path.of(System.getProperty("basedir", System.getProperty("user.dir")))
                        .resolve("containers"),
                "amd64",
                "1.0");
        return new ContainerBuild(inputs, KEY, TIME, place.resolve("work"), said::add).make(folder.resolve(name));
    }

    private static DebianTree tree(Path place, String name) {
        var root = place.resolve(name);
        var lock = SmallTree.in(root)
                .with("bash", "5.2", Map.of("/usr/bin/bash", "b"))
                .withAll(List.copyOf(LeftOut.packages(name)))
                .with(name.equals("postgres") ? "postgresql-17" : "sed", "1", Map.of("/usr/bin/" + name, name))
                .locked(place.resolve(name + ".lock"));
        return DebianTree.open(name, root, lock);
    }
}

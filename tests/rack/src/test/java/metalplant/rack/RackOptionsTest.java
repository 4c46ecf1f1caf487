package metalplant.rack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import metalplant.rack.plant.PlantAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class RackOptionsTest {
    private static final String STATUS = """
            {"ready": false, "partition": "lab",
             "api": {"url": "http://127.0.0.1:8080/metal/", "hmac": {"view": "v", "edit": "e", "admin": "a"}},
             "grpc": {"address": "127.0.0.1:50051", "ca": "ca.pem", "cert": "-----BEGIN CERTIFICATE-----x", "key": "k"},
             "nsq": {"tcp": "127.0.0.1:4150", "http": "127.0.0.1:4151"}}""";

    @TempDir
    private Path directory;

    @Command
    private static final class Line {
        @Mixin
        private final RackOptions options = new RackOptions();
    }

    private static PlantAccess access(String... arguments) throws IOException {
        return options(arguments).access();
    }

    private static RackOptions options(String... arguments) {
        var line = new Line();
        new CommandLine(line).parseArgs(arguments);
        return line.options;
    }

    private Path dataDirectory() throws IOException {
        var run = Files.createDirectories(directory.resolve("run"));
        Files.writeString(run.resolve("status.json"), STATUS);
        Files.writeString(run.resolve("ca.pem"), "the ca");
        Files.writeString(run.resolve("k"), "the key");
        return directory;
    }

    @Test
    void aDataDirectoryTellsEverything() throws IOException {
        var access = access("--status", dataDirectory().toString());

        assertThat(access.partition()).isEqualTo("lab");
        assertThat(access.api()).hasToString("http://127.0.0.1:8080/metal/");
        assertThat(access.hmacView()).isEqualTo("v");
        assertThat(access.hmacEdit()).isEqualTo("e");
        assertThat(access.grpc()).isEqualTo("127.0.0.1:50051");
        assertThat(access.grpcTls().orElseThrow().ca()).isEqualTo("the ca");
        assertThat(access.grpcTls().orElseThrow().cert()).startsWith("-----BEGIN");
        assertThat(access.nsq()).contains("127.0.0.1:4150");
        assertThat(access.nsqTls()).isEqualTo(access.grpcTls());
        assertThat(access.leases()).isFalse();
    }

    @Test
    void anOptionWinsOverTheStatusFile() throws IOException {
        var file = dataDirectory().resolve("run/status.json").toString();

        var access = access(
                "--status", file, "--partition", "other", "--api-url", "http://h/base", "--nsq-plain", "--leases");

        assertThat(access.partition()).isEqualTo("other");
        assertThat(access.api()).hasToString("http://h/base/");
        assertThat(access.nsqTls()).isEmpty();
        assertThat(access.leases()).isTrue();
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> access("--partition", "p", "--api-url", "http://h/"))
                .hasMessageContaining("--hmac-view");
        assertThatThrownBy(() -> access(
                        "--partition",
                        "p",
                        "--api-url",
                        "http://h/",
                        "--hmac-view",
                        "v",
                        "--hmac-edit",
                        "e",
                        "--grpc",
                        "h:1"))
                .hasMessageContaining("--ca");
        assertThatThrownBy(() -> access("--status", "/nowhere")).isInstanceOf(IOException.class);
    }

    @Test
    void secretsAreNeverPrinted() throws IOException {
        assertThat(access("--status", dataDirectory().toString()).toString()).doesNotContain("v,", "e,", "the key");
    }

    @Test
    void withoutOptionsSixteenMachinesRunAHundredTimesFasterThanInTheField() throws IOException {
        var options = options("--status", dataDirectory().toString());
        var setup = options.setup(options.access());

        assertThat(setup.machines()).isEqualTo(16);
        assertThat(setup.pace().speed()).isEqualTo(100);
        assertThat(setup.bootingMax()).isEqualTo(64);
        assertThat(setup.hardware().cores()).isEqualTo(8);
    }
}

package metalplant.bootstrap.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;
import metalplant.bootstrap.Folders;
import metalplant.cli.Screen;
import metalplant.model.SystemWorld;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SupportBundleTest {
    private static final String HMAC = "Zx8aBcD3_-hmacAdminSecret";
    private static final String PASSWORD = "p&ss w/rd\"\\1";
    private static final String ROOT = "00112233445566778899aabbccddeeff00112233445566778899aabbccddee11";
    private static final String KEY =
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIPlantedKeyMaterial0123456789\n-----END PRIVATE KEY-----\n";

    @TempDir
    Path folder;

    private Folders folders;

    @BeforeEach
    void plant() throws IOException {
        folders = Folders.create(folder.resolve("plant"));
        write("secrets/hmac-admin", HMAC + "\n");
        write("secrets/database-password", PASSWORD + "\n");
        write("federation/keys/root.key", ROOT + "\n");
        write("pki/ca.key", KEY);
    }

    private void write(String name, String text) throws IOException {
        var file = folders.data().resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Map<String, String> bundle(SupportBundle.Part... parts) throws IOException {
        var file = folder.resolve("bundle.zip");
        new SupportBundle(folders).write(file, List.of(parts));
        return read(file);
    }

    private static Map<String, String> read(Path file) throws IOException {
        var entries = new LinkedHashMap<String, String>();
        try (var zip = new ZipInputStream(Files.newInputStream(file))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return entries;
    }

    @Test
    void secretsThatTurnUpAnywhereAreNotInIt() throws IOException {
        // given: in every place and form that a log can have them
        var encoded = URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8);
        var lines = new StringBuilder();
        for (var secret : List.of(HMAC, PASSWORD, ROOT)) {
            lines.append("plain ").append(secret).append(" in a line\n");
            lines.append("base64 ")
                    .append(Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)))
                    .append('\n');
            lines.append("{\"some\": \"")
                    .append(secret.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\"}\n");
        }
        lines.append("jdbc url postgresql://plant:")
                .append(encoded)
                .append("@127.0.0.1:5432/x\n")
                .append(KEY);
        write("log/plant.0.log", lines.toString());
        write("run/status.json", lines.toString());
        write("plant.properties", "x=" + HMAC + "\n");
        write("plant.json", "{\"a\":\"" + ROOT + "\"}");

        // when
        var entries = bundle(new SupportBundle.Part("api/health.json", lines::toString));

        // then
        assertThat(entries).containsKeys("log/plant.0.log", "status.json", "plant.properties", "files.txt");
        assertThat(entries.get("log/plant.0.log")).contains("plain *** in a line");
        assertThat(entries)
                .allSatisfy((name, text) -> assertThat(text)
                        .as(name)
                        .doesNotContain(HMAC, PASSWORD, ROOT, encoded, "PlantedKeyMaterial")
                        .doesNotContain(Base64.getEncoder().encodeToString(HMAC.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void secretsThatNoFileOfThePlantHasAreKnownByTheirShape() {
        var redaction = Redaction.of(folders.data());
        for (var line : List.of(
                "password=hunter22",
                "password: \"hunter22\"",
                "{\"bmcPassword\":\"hunter22\"}",
                "secret = 'hunter22'",
                "Authorization: Metal-Admin hunter22",
                "token: hunter22, and more",
                "postgres://me:hunter22@host/db",
                "hmac-edit=hunter22",
                "Bearer hunter22hunter22",
                "recovery-words: hunter22",
                "PGPASSWORD=hunter22 psql")) {
            assertThat(redaction.redacted("before " + line + "\nafter"))
                    .as(line)
                    .doesNotContain("hunter22")
                    .contains("before", "after");
        }
        assertThat(redaction.redacted("machine m1 phoned home, 3 tokens left"))
                .isEqualTo("machine m1 phoned home, 3 tokens left");
    }

    @Test
    void aLogThatIsTooLongIsCutAndTheBundleStaysSmall() throws IOException {
        // given
        write("log/plant.0.log", "line\n".repeat(1_000_000) + "the end\n");

        // when
        var entries = bundle(new SupportBundle.Part("large.txt", () -> "x".repeat(9 << 20)));

        // then
        assertThat(entries.get("log/plant.0.log")).endsWith("the end\n").hasSizeLessThan(2 << 20);
        assertThat(entries.get("large.txt")).hasSize(2 << 20);
    }

    @Test
    void aPlantWithoutDatabaseAndApiGivesItsLogsAndSaysWhatIsMissing() throws IOException {
        // given
        write("log/plant.0.log", "it ended\n");
        write("run/status.json", """
                {"api": {"url": "http://127.0.0.1:1/metal/", "hmac": {"view": "x"}},
                 "database": {"jdbc": "jdbc:postgresql://127.0.0.1:1/x", "user": "u", "password": "pppppppp"}}
                """);
        var file = folder.resolve("dead.zip");
        var out = new ByteArrayOutputStream();
        var screen = new Screen(
                new PrintStream(out, true, StandardCharsets.UTF_8), new BufferedReader(new StringReader("")), false);

        // when
        int code = new CommandLine(new SupportBundleCommand(new SystemWorld(), screen))
                .execute("--data", folders.data().toString(), "--file", file.toString());

        // then
        assertThat(code).isZero();
        var entries = read(file);
        assertThat(entries.get("log/plant.0.log")).isEqualTo("it ended\n");
        assertThat(entries.get("database.txt")).contains("could not be had");
        assertThat(entries.get("api/health.json")).contains("could not be had");
        assertThat(entries.get("problems.txt")).contains("database.txt", "api/health.json");
        assertThat(entries).allSatisfy((_, text) -> assertThat(text).doesNotContain("pppppppp"));
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }

    @Test
    void aPlaceThatCannotBeWrittenIsTold() {
        var bundle = new SupportBundle(folders);
        assertThatThrownBy(() -> bundle.write(folder.resolve("no/x.zip"), List.of()))
                .hasMessageContaining("cannot be written");
    }
}

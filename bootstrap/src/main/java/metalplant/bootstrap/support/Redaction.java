package metalplant.bootstrap.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes secrets out of texts, in two ways that do not need each other: what stands in the secret files of the plant is known and goes
 * wherever it turns up, also encoded; and what looks like a secret goes whoever it belongs to.
 */
final class Redaction {
    private static final String GONE = "***";
    /** Shorter ones would blacken ordinary words. */
    private static final int SECRET_MIN = 6;

    private static final int FILE_MAX = 1 << 20;

    private static final List<Pattern> SHAPES = List.of(
            Pattern.compile(
                    "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|\\z)", Pattern.DOTALL),
            // The login in an address.
            Pattern.compile("(?<=://)[^\\s/@\"']+:[^\\s@\"']*(?=@)"),
            // password: "x", secret=x, "apiToken":"x", hmac-admin = x; with or without quotes.
            Pattern.compile(
                    "(?i)(?<=(pass|password|passwd|secret|token|hmac|credential|privatekey|private-key|apikey|api-key|words)"
                            + "[a-z0-9_.-]{0,24}[\"']?\\s{0,4}[=:]\\s{0,4})(\"(\\\\.|[^\"\\\\])*\"|'[^']*'|[^\\s,;}\\])\"']+)"),
            Pattern.compile("(?i)(?<=authorization[\"']?\\s{0,4}[=:]\\s{0,4})[^\\r\\n\"]+"),
            Pattern.compile("(?i)(?<=\\b(bearer|metal-admin|metal-edit|metal-view)\\s{1,4})[A-Za-z0-9+/=_.-]{8,}"),
            Pattern.compile("\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*"));

    private final List<String> known;

    private Redaction(List<String> known) {
        this.known = known;
    }

    /** Knows what stands in the secret files of a plant's folder: secrets, private keys, keys of the mesh and of tunnels. */
    static Redaction of(Path data) {
        var found = new TreeSet<String>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        for (var file : secretFiles(data)) {
            text(file).lines().map(String::strip).forEach(line -> add(found, line));
            add(found, text(file).strip());
        }
        return new Redaction(List.copyOf(found));
    }

    private static void add(Set<String> found, String secret) {
        if (secret.length() < SECRET_MIN || secret.startsWith("-----")) {
            return;
        }
        found.add(secret);
        found.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        found.add(URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"));
        found.add(Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
        found.add(secret.replace("\\", "\\\\").replace("\"", "\\\""));
    }

    private static List<Path> secretFiles(Path data) {
        return Stream.of("secrets", "pki", "federation/keys", "federation/tunnels")
                .map(data::resolve)
                .filter(Files::isDirectory)
                .flatMap(folder -> listed(folder).stream())
                .filter(Redaction::isSecret)
                .toList();
    }

    private static boolean isSecret(Path file) {
        var path = file.toString();
        return path.contains("/secrets/") || path.matches(".*\\.(key|pem|begun)");
    }

    private static List<Path> listed(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.size(file) > FILE_MAX ? "" : new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("a file that must not be given away cannot be read: " + file, e);
        }
    }

    String redacted(String text) {
        var clean = text;
        for (var secret : known) {
            clean = clean.replace(secret, GONE);
        }
        for (var shape : SHAPES) {
            clean = shape.matcher(clean).replaceAll(GONE);
        }
        return clean;
    }
}

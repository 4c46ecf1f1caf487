package metalplant.images.sbom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import metalplant.model.Problem;

/**
 * What a Go program tells of its own making: the toolchain, and the modules in it with their sums. The linker writes it into every
 * program, behind a mark of fourteen bytes.
 *
 * @param toolchain {@code go1.25.0}
 * @param modules in the order of the program
 */
public record GoProgram(String toolchain, List<Module> modules) {
    private static final byte[] MARK = "\u00ff Go buildinf:".getBytes(StandardCharsets.ISO_8859_1);
    private static final int ALIGNMENT = 16;
    private static final int HEADER = 32;
    private static final int FLAGS = 15;
    private static final int INLINE = 2;

    /** In front of and behind the list of modules, so that it can be found in a core dump. */
    private static final int SENTINEL = 16;

    public GoProgram {
        modules = List.copyOf(modules);
    }

    /** A module in the program; one that was replaced is named as what it was replaced by. */
    public record Module(String path, String version) {
        String url() {
            return "pkg:golang/%s@%s".formatted(path, version.replace("+", "%2B"));
        }
    }

    /**
     * Reads a program.
     *
     * @throws Problem BAD_REQUEST if it is none of Go 1.18 or newer
     */
    public static GoProgram read(Path file) {
        try {
            var bytes = Files.readAllBytes(file);
            int at = find(bytes)
                    .orElseThrow(() -> Problem.bad(file + " is no Go program: it does not say what it was made of"));
            var toolchain = text(bytes, at + HEADER, file);
            var list = text(bytes, toolchain.next(), file).text();
            return new GoProgram(
                    toolchain.text(),
                    modules(list.length() < 2 * SENTINEL ? "" : list.substring(SENTINEL, list.length() - SENTINEL)));
        } catch (IOException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(file, e)).because(e);
        }
    }

    /** All parts: modules, and the standard library as the toolchain that it came with. */
    public Stream<Module> parts() {
        return Stream.concat(
                Stream.of(new Module("stdlib", toolchain.replaceFirst("^go", ""))),
                modules.stream().filter(module -> !module.version().equals("(devel)")));
    }

    /** Lines {@code mod|dep PATH VERSION SUM}, a replaced one followed by {@code => PATH VERSION SUM}. */
    static List<Module> modules(String list) {
        var found = new java.util.ArrayList<Module>();
        for (var line : list.split("\n")) {
            var words = line.split("\t");
            if (words.length >= 3 && (words[0].equals("mod") || words[0].equals("dep"))) {
                found.add(new Module(words[1], words[2]));
            } else if (words.length >= 3 && words[0].equals("=>") && !found.isEmpty()) {
                found.set(found.size() - 1, new Module(words[1], words[2]));
            }
        }
        return found;
    }

    private record Text(String text, int next) {}

    /** A length in groups of seven bits, lowest first, and that many bytes. */
    private static Text text(byte[] bytes, int from, Path file) {
        int length = 0;
        int at = from;
        for (int shift = 0; shift <= 28 && at < bytes.length; shift += 7, at++) {
            length |= (bytes[at] & 0x7f) << shift;
            if ((bytes[at] & 0x80) == 0) {
                at++;
                break;
            }
        }
        if (length < 0 || length > bytes.length - at) {
            throw Problem.bad(file + " is damaged: what it says of its making does not end");
        }
        return new Text(new String(bytes, at, length, StandardCharsets.UTF_8), at + length);
    }

    private static Optional<Integer> find(byte[] bytes) {
        for (int at = 0; at + HEADER < bytes.length; at += ALIGNMENT) {
            if (startsWith(bytes, at) && (bytes[at + FLAGS] & INLINE) != 0) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    private static boolean startsWith(byte[] bytes, int at) {
        for (int i = 0; i < MARK.length; i++) {
            if (bytes[at + i] != MARK[i]) {
                return false;
            }
        }
        return true;
    }
}

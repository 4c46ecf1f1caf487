package metalplant.wireguard.tools;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * Where the programs lie.
 *
 * @param paths of wg, ip, nft and ping, by name
 * @param wireguardGo for kernels without WireGuard
 */
public record Programs(Map<String, Path> paths, Optional<Path> wireguardGo) {
    private static final Map<String, String> PACKAGES =
            new TreeMap<>(Map.of("wg", "wireguard-tools", "ip", "iproute2", "nft", "nftables", "ping", "iputils-ping"));

    private static final List<Path> FOLDERS =
            Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin").map(Path::of).toList();

    public Programs {
        paths = Map.copyOf(paths);
    }

    /**
     * Looks in the system's folders, and nowhere else: they run as root.
     *
     * @throws Problem MESH_TOOL_FAILED naming the packages of Debian that are missing
     */
    public static Programs find(Optional<Path> wireguardGo) {
        var found = new TreeMap<String, Path>();
        var missing = new ArrayList<String>();
        PACKAGES.forEach((program, ofPackage) ->
                locate(program).ifPresentOrElse(path -> found.put(program, path), () -> missing.add(ofPackage)));
        if (!missing.isEmpty()) {
            throw Problem.of(
                    ProblemCode.MESH_TOOL_FAILED,
                    "the mesh needs programs that are not installed; as root: apt-get install "
                            + String.join(" ", missing));
        }
        return new Programs(found, wireguardGo);
    }

    /** {@code ip} alone, which is enough to read the tables of the host. */
    public static Optional<Programs> onlyIp() {
        return locate("ip").map(path -> new Programs(Map.of("ip", path), Optional.empty()));
    }

    private static Optional<Path> locate(String program) {
        return FOLDERS.stream()
                .map(folder -> folder.resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The program that is called so. */
    String of(String program) {
        var path = paths.get(program);
        if (path == null) {
            throw new IllegalArgumentException("no program of the mesh is called " + program);
        }
        return path.toString();
    }
}

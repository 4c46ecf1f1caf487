package metalplant.bootstrap;

import java.net.URI;
import java.nio.file.Path;
import metalplant.mesh.files.AtomicFile;

/**
 * A configuration that metalctl takes as it is: {@code metalctl --config FILE machine ls}.
 *
 * @see "metal-stack/metalctl, README: Configuration"
 */
final class MetalctlConfig {
    private MetalctlConfig() {}

    static void write(Path file, String partition, URI api, String adminKey) {
        AtomicFile.folder(file.resolveSibling(""), "rwx------");
        AtomicFile.write(
                file,
                """
                ---
                # Written by ./plant at each start.
                current: %s
                contexts:
                  %s:
                    url: %s
                    hmac: %s
                    hmac_auth_type: Metal-Admin
                """.formatted(quoted(partition), quoted(partition), withoutSlash(api), quoted(adminKey)),
                AtomicFile.SECRET);
    }

    /** As it stands in environment variables and in the file. */
    static String withoutSlash(URI api) {
        return api.toString().replaceFirst("/$", "");
    }

    /** A partition that is a number must stay a string. */
    private static String quoted(String text) {
        return '"' + text + '"';
    }
}

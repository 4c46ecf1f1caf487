package metalplant.bench.limit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** nginx with one worker per core that serves the files of a folder. */
public final class Nginx {
    private static final long INSTALL_SECONDS = 180;

    private Nginx() {}

    /** The program, if it is installed. */
    public static Optional<Path> find() {
        return Stream.of("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx", "/usr/local/bin/nginx")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Installs the Debian package; answers whether it is there then. Only for root. */
    public static boolean install() throws IOException, InterruptedException {
        var builder = new ProcessBuilder("apt-get", "install", "-y", "-q", "--no-install-recommends", "nginx-light")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        // In this run level the package does not start its service.
        builder.environment().put("RUNLEVEL", "1");
        var process = builder.start();
        if (!process.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS)) {
            process.destroy();
        }
        return find().isPresent();
    }

    /**
     * Starts it.
     *
     * @param folder everything of it lies there; files to be served in {@code files}
     */
    public static ChildServer start(Path program, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("files"));
        Files.writeString(folder.resolve("files/ready"), "{}");
        var address = ChildServer.freeAddress();
        var config = folder.resolve("nginx.conf");
        Files.writeString(config, config(folder, address.getPort()));
        return ChildServer.start(
                List.of(program.toString(), "-p", folder.toString(), "-c", config.toString()),
                address,
                "/ready",
                folder.resolve("nginx.log"));
    }

    private static String config(Path folder, int port) {
        boolean root = "root".equals(System.getProperty("user.name"));
        return """
               %s
               daemon off;
               worker_processes auto;
               pid %2$s/nginx.pid;
               error_log %2$s/error.log;
               events { worker_connections 512; }
               http {
                 access_log off;
                 sendfile on;
                 keepalive_requests 100000000;
                 client_body_temp_path %2$s/body;
                 proxy_temp_path %2$s/proxy;
                 fastcgi_temp_path %2$s/fastcgi;
                 uwsgi_temp_path %2$s/uwsgi;
                 scgi_temp_path %2$s/scgi;
                 server { listen 127.0.0.1:%3$d; root %2$s/files; default_type application/json; }
               }
               """.formatted(root ? "user root;" : "", folder, port);
    }
}

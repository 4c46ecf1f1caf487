package metalplant.bootstrap.seed;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves a folder over plain HTTP (GET and HEAD, with Content-Length) on loopback: what a partition's cache does. */
public final class FileServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private FileServer(HttpServer server) {
        this.server = server;
    }

    /** @param folder an absolute path; nothing outside it can be read */
    public static FileServer start(Path folder, int port) {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        var files =
                new FileServer(SimpleFileServer.createFileServer(address, folder, SimpleFileServer.OutputLevel.NONE));
        files.server.setExecutor(files.threads);
        files.server.start();
        return files;
    }

    /** Without a slash at its end. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

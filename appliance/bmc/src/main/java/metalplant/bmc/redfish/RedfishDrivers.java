package metalplant.bmc.redfish;

import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import metalplant.bmc.driver.Controller;
import metalplant.bmc.driver.Drivers;
import metalplant.bmc.vendor.Vendors;

/** Connects to controllers over Redfish, with one pool of connections. */
public final class RedfishDrivers implements Drivers, AutoCloseable {
    private final HttpClient http;
    private final String scheme;
    private final int port;
    private final Duration timeout;
    private final Vendors vendors;

    /**
     * @param scheme https in the field
     * @param timeout of each request
     */
    public RedfishDrivers(String scheme, int port, Duration timeout, Pins pins, Vendors vendors) {
        this.scheme = scheme;
        this.port = port;
        this.timeout = timeout;
        this.vendors = vendors;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .sslContext(context(pins))
                .build();
    }

    @Override
    public RedfishDriver of(Controller controller) {
        var host = controller.host().indexOf(':') < 0 ? controller.host() : "[" + controller.host() + "]";
        var base = URI.create("%s://%s:%d/".formatted(scheme, host, port));
        var client = new RedfishClient(http, base, controller, timeout);
        return RedfishDriver.connect(client, controller.host(), vendors);
    }

    private static SSLContext context(Pins pins) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[] {new PinnedTrust(pins)}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}

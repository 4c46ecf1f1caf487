package metalplant.server.tls;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import metalplant.mesh.certificate.CertificateFiles;
import metalplant.mesh.identity.PlantIdentity;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.trust.OwnKey;

/**
 * The certificate of the door of all plants. It is looked at every few seconds: when the files of an operator, or the addresses of this
 * machine, have changed, new connections see the new one, and those that stand go on. No clock decides about the plant's own: it has no end.
 */
public final class DoorTls implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DoorTls.class.getName());
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    private final World world;
    private final Source source;
    private final OwnKey key;
    private final SSLContext context;
    private String stamp;
    private volatile World.Cancel next = () -> {};
    private boolean closed;

    /** Where the certificate comes from. */
    private interface Source {
        /** Another text whenever there may be another certificate. */
        String stamp();

        /** @throws Problem BAD_REQUEST, STORED_STATE_IMPOSSIBLE */
        CertificateFiles.Chain read();
    }

    private DoorTls(World world, Source source) {
        this.world = world;
        this.source = source;
        this.stamp = source.stamp();
        var first = source.read();
        this.key = new OwnKey(first.chain(), first.key());
        try {
            this.context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {key}, null, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    /**
     * Shows the files of an operator, or a certificate of the plant's own authority.
     *
     * @param listen of the door
     * @param identity is asked for only if it is needed
     * @throws Problem BAD_REQUEST if the files are of no use
     */
    public static DoorTls open(
            DoorTlsConfig config, InetAddress listen, Supplier<PlantIdentity> identity, World world) {
        var source = config.files()
                .<Source>map(OperatorsFiles::new)
                .orElseGet(() -> new OwnLeaf(config.names(), listen, identity.get()));
        var tls = new DoorTls(world, source);
        tls.lookLater();
        return tls;
    }

    /** For a listener. */
    public SSLContext context() {
        return context;
    }

    private synchronized void lookLater() {
        if (!closed) {
            // On a thread of its own: files are read.
            next = world.after(
                    LOOK_EVERY,
                    () -> Thread.ofVirtual().name("door-certificate").start(() -> {
                        look();
                        lookLater();
                    }));
        }
    }

    /** Shows what is there now; what is of no use changes nothing. */
    synchronized void look() {
        try {
            var now = source.stamp();
            if (now.equals(stamp)) {
                return;
            }
            var changed = source.read();
            key.replace(changed.chain(), changed.key());
            stamp = now;
            LOG.log(INFO, "door shows another certificate subject={0}", changed);
        } catch (RuntimeException e) {
            LOG.log(WARNING, "door keeps its certificate, the new one is of no use: {0}", e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        next.cancel();
    }

    private record OperatorsFiles(DoorTlsConfig.Files files) implements Source {
        @Override
        public String stamp() {
            return stamp(files.certificate()) + " " + stamp(files.key());
        }

        private static String stamp(Path file) {
            try {
                return Files.getLastModifiedTime(file) + "/" + Files.size(file);
            } catch (IOException e) {
                return "gone";
            }
        }

        @Override
        public CertificateFiles.Chain read() {
            return CertificateFiles.read(files.certificate(), files.key());
        }
    }

    private record OwnLeaf(List<String> chosen, InetAddress listen, PlantIdentity identity) implements Source {
        @Override
        public String stamp() {
            return String.join(" ", names());
        }

        @Override
        public CertificateFiles.Chain read() {
            var leaf = identity.serving(names());
            return new CertificateFiles.Chain(List.of(leaf.certificate()), leaf.key());
        }

        private TreeSet<String> names() {
            var names = new TreeSet<>(chosen);
            names.add("localhost");
            if (listen.isAnyLocalAddress()) {
                addresses().forEach(address -> names.add(number(address)));
            } else {
                names.add(number(listen));
            }
            return names;
        }

        private static List<InetAddress> addresses() {
            try {
                return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(address -> !address.isLinkLocalAddress())
                        .toList();
            } catch (SocketException e) {
                throw Problem.bad("the addresses of this machine cannot be read")
                        .because(e);
            }
        }

        private static String number(InetAddress address) {
            return address.getHostAddress().replaceFirst("%.*$", "");
        }
    }
}

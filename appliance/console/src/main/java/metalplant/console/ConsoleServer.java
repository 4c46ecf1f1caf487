package metalplant.console;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import metalplant.bmc.ipmi.Ipmitool;
import metalplant.console.access.AdminTokens;
import metalplant.console.access.AuditFile;
import metalplant.console.access.Gate;
import metalplant.console.line.FarEnd;
import metalplant.console.line.Lines;
import metalplant.console.line.SolEnd;
import metalplant.console.machine.MachineBook;
import metalplant.console.peer.ForeignFiles;
import metalplant.console.peer.Forwarding;
import metalplant.console.peer.PeerBook;
import metalplant.console.peer.PeerDoor;
import metalplant.console.peer.PeerTrust;
import metalplant.console.ssh.ConsoleDoor;
import metalplant.console.ssh.HostKey;
import metalplant.mesh.certificate.KeyedCertificate;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.World;

/** Consoles of a plant, until closed: the door for people, the one for other plants, and the lines between them and the machines. */
public final class ConsoleServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ConsoleServer.class.getName());
    private static final Duration COMMANDS = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration LAST_NOTES = Duration.ofSeconds(10);

    private final ConsoleConfig config;
    private final World world;
    private final HostKey key;
    private final Lines lines;
    private final PeerTrust trust;
    private final Forwarding forwarding;
    private final Consoles consoles;
    private final Phaser visits = new Phaser(1);
    private final ConsoleDoor door;
    private final Thread looks;
    private Optional<PeerDoor> peers = Optional.empty();
    private Optional<KeyedCertificate> shown = Optional.empty();
    private boolean closed;

    /** What the machines of this plant are, for the record. */
    @FunctionalInterface
    public interface OwnMachines {
        /** @return their ids; @throws metalplant.model.Problem TOO_BUSY when that cannot be known now */
        List<String> ids();
    }

    private ConsoleServer(
            ConsoleConfig config, MachineBook book, AdminTokens tokens, OwnMachines machines, World world) {
        this.config = config;
        this.world = world;
        AtomicFile.folder(config.folder(), "rwx------");
        this.key = HostKey.open(config.folder().resolve("host_key"));
        var tool = new Ipmitool(config.ipmitool(), COMMANDS);
        var keeping = new Lines.Keeping(
                config.linger(), () -> config.record() ? recorded(machines, tool, book) : Map.<String, FarEnd>of());
        this.lines = Lines.start(config.folder().resolve("printed"), book, keeping, world);
        this.trust = new PeerTrust(new PeerBook(config.peerFolder()), config.foreign());
        this.forwarding = new Forwarding(trust);
        this.consoles = new Consoles(
                book,
                tokens,
                lines,
                machine -> new SolEnd(tool, () -> book.controller(machine.id()), world),
                forwarding,
                new AuditFile(config.folder(), world),
                visits);
        this.door = ConsoleDoor.start(config.listen(), key, consoles, config.limits(), world);
        this.looks = Thread.ofVirtual().name("console doors").unstarted(this::look);
    }

    private Map<String, FarEnd> recorded(OwnMachines machines, Ipmitool tool, MachineBook book) {
        var all = new LinkedHashMap<String, FarEnd>();
        machines.ids().forEach(id -> all.put(id, new SolEnd(tool, () -> book.controller(id), world)));
        return all;
    }

    /** Listens, and serves until closed. */
    public static ConsoleServer start(
            ConsoleConfig config, MachineBook book, AdminTokens tokens, OwnMachines machines, World world) {
        var server = new ConsoleServer(config, book, tokens, machines, world);
        server.openPeers();
        server.looks.start();
        LOG.log(INFO, "consoles are served port={0} key={1}", Integer.toString(server.port()), server.fingerprint());
        return server;
    }

    /** The door for other plants opens when there are any, and anew when what is shown at it changes. */
    private void look() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                world.pause(LOOK);
                openPeers();
            } catch (InterruptedException _) {
                return;
            } catch (UncheckedIOException e) {
                LOG.log(WARNING, "no console of another plant can come in: {0}", e.getMessage());
            }
        }
    }

    private synchronized void openPeers() {
        var own = trust.book().own().or(() -> config.foreign().map(ForeignFiles::own));
        if (closed || own.equals(shown)) {
            return;
        }
        peers.ifPresent(PeerDoor::close);
        peers = Optional.empty();
        peers = own.map(each -> PeerDoor.start(config.peers(), each, trust, consoles, world));
        shown = own;
    }

    public int port() {
        return door.port();
    }

    /** Where consoles of other plants come in; empty while there are none. */
    public synchronized Optional<Integer> peerPort() {
        return peers.map(PeerDoor::port);
    }

    /** Of the key that SSH clients are asked about the first time: "SHA256:...". */
    public String fingerprint() {
        return key.fingerprint();
    }

    /** For known_hosts, without names. */
    public String keyLine() {
        return key.line();
    }

    public List<Lines.Seen> seen() {
        return lines.seen();
    }

    public Gate.Count count() {
        return door.count();
    }

    /** How many consoles are attached. */
    public int attached() {
        return lines.count();
    }

    @Override
    public void close() {
        looks.interrupt();
        synchronized (this) {
            closed = true;
            peers.ifPresent(PeerDoor::close);
        }
        lines.close();
        door.close();
        forwarding.close();
        awaitVisits();
    }

    private void awaitVisits() {
        try {
            visits.awaitAdvanceInterruptibly(visits.arrive(), LAST_NOTES.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            LOG.log(WARNING, "the end of some sessions is not written down");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

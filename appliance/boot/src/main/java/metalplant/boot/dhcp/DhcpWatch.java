package metalplant.boot.dhcp;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import metalplant.model.World;
import metalplant.model.ip.IpAddress;

/**
 * Listens to what machines broadcast to DHCP servers, beside the one that answers them, and asks from time to time who else answers.
 *
 * <p>The sockets are bound to the broadcast address: the kernel gives a broadcast to everybody who listens, and nothing that is meant for
 * dnsmasq alone is taken from it. A question goes out from the plant's own address on a wire, which makes the kernel choose that one.
 */
public final class DhcpWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DhcpWatch.class.getName());
    private static final String EVERYBODY = "255.255.255.255";
    private static final int SERVER_PORT = 67;
    private static final int CLIENT_PORT = 68;

    /** The card that questions come from; locally administered, and dnsmasq is told to ignore it. */
    public static final String PROBE_MAC = "02:70:6c:61:6e:74";

    /**
     * Where addresses are given.
     *
     * @param own the plant's address there
     * @param where in words, as "where machines boot"
     */
    public record Wire(IpAddress own, String where) {}

    private final World world;
    private final List<Wire> wires;
    private final Duration probeEvery;
    private final ForeignServers foreign;
    private final BiConsumer<String, String> booting;
    private final BiConsumer<String, String> switches;
    private final AtomicLong malformed = new AtomicLong();
    private final DatagramSocket requests;
    private final DatagramSocket answers;
    /** The last question on each wire. */
    private final Map<Wire, Integer> asked = new ConcurrentHashMap<>();

    private volatile boolean closed;

    private DhcpWatch(
            World world,
            List<Wire> wires,
            Duration probeEvery,
            ForeignServers foreign,
            BiConsumer<String, String> booting,
            BiConsumer<String, String> switches,
            DatagramSocket requests,
            DatagramSocket answers) {
        this.world = world;
        this.wires = List.copyOf(wires);
        this.probeEvery = probeEvery;
        this.foreign = foreign;
        this.booting = booting;
        this.switches = switches;
        this.requests = requests;
        this.answers = answers;
    }

    /**
     * Begins to listen.
     *
     * @param wires where nobody else should answer
     * @param booting is told the card and the id of each machine whose firmware wants to boot; must not block for long
     * @param switches is told the card of each switch that asks for an address, and what it says of itself
     * @throws UncheckedIOException if the ports are not to be had
     */
    public static DhcpWatch start(
            World world,
            List<Wire> wires,
            Duration probeEvery,
            ForeignServers foreign,
            BiConsumer<String, String> booting,
            BiConsumer<String, String> switches) {
        try {
            var watch = new DhcpWatch(
                    world,
                    wires,
                    probeEvery,
                    foreign,
                    booting,
                    switches,
                    listen(EVERYBODY, SERVER_PORT),
                    listen(EVERYBODY, CLIENT_PORT));
            Thread.ofVirtual().name("dhcp-requests").start(() -> watch.receive(watch.requests, watch::request));
            Thread.ofVirtual().name("dhcp-answers").start(() -> watch.receive(watch.answers, watch::answer));
            Thread.ofVirtual().name("dhcp-probe").start(watch::probe);
            return watch;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen to DHCP: " + e.getMessage(), e);
        }
    }

    private static DatagramSocket listen(String address, int port) throws IOException {
        var socket = new DatagramSocket(null);
        socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        socket.setOption(StandardSocketOptions.SO_BROADCAST, true);
        socket.bind(new InetSocketAddress(address, port));
        return socket;
    }

    /** How many datagrams were no DHCP. */
    public long malformed() {
        return malformed.get();
    }

    private interface Reader {
        void read(DhcpPacket packet);
    }

    private void receive(DatagramSocket socket, Reader reader) {
        var buffer = new byte[DhcpPacket.LENGTH_MAX + 1];
        while (!closed) {
            try {
                var datagram = new DatagramPacket(buffer, buffer.length);
                socket.receive(datagram);
                DhcpPacket.parse(Arrays.copyOf(buffer, datagram.getLength()))
                        .ifPresentOrElse(reader::read, malformed::incrementAndGet);
            } catch (IOException e) {
                if (!closed) {
                    LOG.log(DEBUG, "a datagram could not be received", e);
                }
            } catch (RuntimeException e) {
                // One packet must not end the watch.
                LOG.log(WARNING, "a DHCP message could not be handled", e);
            }
        }
    }

    /** Handles what a client broadcast. */
    void request(DhcpPacket packet) {
        if (!packet.request() || packet.mac().equals(PROBE_MAC)) {
            return;
        }
        if (packet.type() == DhcpPacket.REQUEST) {
            packet.server().ifPresent(server -> foreign.saw(server, "chosen by " + packet.mac()));
        }
        if (packet.type() == DhcpPacket.DISCOVER) {
            packet.switchSays().ifPresent(says -> switches.accept(packet.mac(), says));
        }
        // iPXE names its machine itself, in the address of the script, and not with the bytes of firmware.
        if (packet.type() == DhcpPacket.DISCOVER && packet.isFirmware() && !packet.isIpxe()) {
            packet.machineId().ifPresent(id -> booting.accept(packet.mac(), id));
        }
    }

    /** Handles what a server broadcast; only the answers to an own question are known to be of that wire. */
    void answer(DhcpPacket packet) {
        if (packet.request()
                || !packet.mac().equals(PROBE_MAC)
                || (packet.type() != DhcpPacket.OFFER && packet.type() != DhcpPacket.ACK)) {
            return;
        }
        asked.forEach((wire, xid) -> {
            if (packet.xid() == xid) {
                packet.server().ifPresent(server -> foreign.saw(server, "answered the plant " + wire.where()));
            }
        });
    }

    private void probe() {
        var mac = HexFormat.ofDelimiter(":").parseHex(PROBE_MAC);
        while (!closed) {
            wires.forEach(wire -> ask(wire, mac));
            foreign.seen();
            try {
                world.pause(probeEvery);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void ask(Wire wire, byte[] mac) {
        try (var socket = listen(wire.own().toString(), CLIENT_PORT)) {
            int xid = world.random("dhcp-probe").nextInt();
            asked.put(wire, xid);
            var question = DhcpPacket.discover(mac, xid);
            socket.send(new DatagramPacket(question, question.length, new InetSocketAddress(EVERYBODY, SERVER_PORT)));
            touch();
        } catch (IOException e) {
            LOG.log(DEBUG, "nobody could be asked for foreign DHCP servers", e);
        }
    }

    /** So that the kernel learns their cards, which the next sighting then names: port 9 discards. */
    private void touch() throws IOException {
        try (var socket = new DatagramSocket()) {
            for (var server : foreign.seen()) {
                socket.send(new DatagramPacket(
                        new byte[1], 1, new InetSocketAddress(server.address().toString(), 9)));
            }
        } catch (SocketException e) {
            LOG.log(DEBUG, "a foreign DHCP server cannot be reached", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        requests.close();
        answers.close();
    }
}

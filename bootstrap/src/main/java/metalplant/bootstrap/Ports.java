package metalplant.bootstrap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import metalplant.bootstrap.nsq.NsqBroker;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/**
 * The ports of one plant: a block of twelve, chosen once and kept, so that clients' configuration stays true.
 *
 * @param base the first of them
 */
public record Ports(int base) {
    /** How many ports belong to a plant. */
    public static final int COUNT = 12;

    /** Below the range from which the kernel gives ports to outgoing connections, so that none is lost to those. */
    private static final int FIRST = 20_000;

    private static final int BLOCKS = 1_000;
    private static final int LAST_BASE = 65_535 - COUNT + 1;

    public Ports {
        if (base < 1024 || base > LAST_BASE) {
            throw Problem.bad("the first port must be between 1024 and %d, not %d".formatted(LAST_BASE, base));
        }
    }

    /** A block of which every port is free now. */
    public static Ports chooseFree(World world) {
        var start = world.random("ports").nextInt(BLOCKS);
        for (int i = 0; i < BLOCKS; i++) {
            var ports = new Ports(FIRST + (start + i) % BLOCKS * COUNT);
            if (ports.taken(InetAddress.getLoopbackAddress()).isEmpty()) {
                return ports;
            }
        }
        throw Problem.of(ProblemCode.NO_NUMBER_LEFT, "no twelve free ports in a row on this machine: use --port-base");
    }

    public int api() {
        return base;
    }

    public int grpc() {
        return base + 1;
    }

    public int database() {
        return base + 2;
    }

    public NsqBroker.Ports nsq() {
        return new NsqBroker.Ports(base + 3, base + 4, base + 5, base + 6);
    }

    /** Where kernels, boot images and OS images are served. */
    public int files() {
        return base + 7;
    }

    /** The door for other plants, open once this plant has met one. */
    public int mesh() {
        return base + 8;
    }

    /** The ledger's voter, open in a federation. */
    public int ledger() {
        return base + 9;
    }

    /** The door that answers for all plants. */
    public int router() {
        return base + 10;
    }

    /** The first port that somebody else has, with what it is for. */
    public Optional<String> taken(InetAddress listen) {
        return uses().entrySet().stream()
                .filter(use ->
                        !isFree(isPublic(use.getValue()) ? listen : InetAddress.getLoopbackAddress(), use.getValue()))
                .findFirst()
                .map(use -> "%d (%s)".formatted(use.getValue(), use.getKey()));
    }

    private boolean isPublic(int port) {
        return port == api() || port == grpc() || port == files() || port == router();
    }

    private Map<String, Integer> uses() {
        var uses = new LinkedHashMap<String, Integer>();
        uses.put("REST", api());
        uses.put("gRPC", grpc());
        uses.put("database", database());
        uses.put("nsqd", nsq().tcp());
        uses.put("nsqd HTTP", nsq().http());
        uses.put("nsqlookupd", nsq().lookupTcp());
        uses.put("nsqlookupd HTTP", nsq().lookupHttp());
        uses.put("files", files());
        uses.put("other plants", mesh());
        uses.put("ledger", ledger());
        uses.put("all plants", router());
        return uses;
    }

    private static boolean isFree(InetAddress address, int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}

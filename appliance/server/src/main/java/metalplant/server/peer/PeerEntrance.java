package metalplant.server.peer;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import metalplant.door.Caller;
import metalplant.door.CallerHeaders;
import metalplant.door.Role;
import metalplant.door.tls.PinnedTrust;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.router.table.Guard;
import metalplant.router.table.Row;
import metalplant.router.table.Table;
import metalplant.server.http.Entrance;
import metalplant.server.http.Operation;

/**
 * Believes what the door of a pinned plant says about its callers, up to what this plant allows that plant (decision 13). Nobody else gets
 * this far: the connection itself needs the certificate of such a door.
 */
final class PeerEntrance implements Entrance {
    private static final Map<String, Row> ROWS = rows();

    private final Supplier<List<Peer>> peers;
    private final PinnedTrust trust;
    private final RequestMemory memory;

    PeerEntrance(Supplier<List<Peer>> peers, PinnedTrust trust, RequestMemory memory) {
        this.peers = peers;
        this.trust = trust;
        this.memory = memory;
    }

    /** Whether an operation is for other plants at all: only those of metal-api are. */
    static boolean open(Operation operation) {
        return ROWS.containsKey(operation.id());
    }

    @Override
    public Entry enter(Operation operation, ServerRequest req) {
        var peer = peer(req);
        var row = ROWS.get(operation.id());
        if (row == null || (row.guard() != Guard.NONE && !peer.granted().contains(row.guard()))) {
            throw Problem.of(
                    ProblemCode.NOT_ALLOWED,
                    "%s is not open to callers of plant %s"
                            .formatted(operation.id(), peer.pin().plant()));
        }
        var said = CallerHeaders.caller(name -> single(req, name));
        var id = CallerHeaders.requestId(name -> single(req, name));
        return new Named(capped(said, peer), peer.pin().plant(), id, row.writes(), memory);
    }

    /** The peer at the other end of this connection; @throws Problem CREDENTIALS_REFUSED */
    Peer peer(ServerRequest req) {
        var label =
                req.remotePeer().tlsCertificates().flatMap(PeerEntrance::leaf).flatMap(trust::plantOf);
        return peers.get().stream()
                .filter(peer -> label.filter(peer.pin().plant()::equals).isPresent())
                .findFirst()
                .orElseThrow(() ->
                        Problem.of(ProblemCode.CREDENTIALS_REFUSED, "this door is for the doors of other plants only"));
    }

    private static Optional<X509Certificate> leaf(Certificate[] chain) {
        return Arrays.stream(chain)
                .findFirst()
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast);
    }

    private static Caller capped(Caller said, Peer peer) {
        Role role = said.role().compareTo(peer.roleMax()) > 0 ? peer.roleMax() : said.role();
        return new Caller(said.email(), said.name(), said.tenant(), role);
    }

    private static Optional<String> single(ServerRequest req, String name) {
        var header = HeaderNames.create(name);
        return req.headers().contains(header) && req.headers().get(header).valueCount() == 1
                ? req.headers().first(header)
                : Optional.empty();
    }

    private static Map<String, Row> rows() {
        var rows = new HashMap<String, Row>();
        Table.all().forEach(row -> rows.put(row.id(), row));
        return Map.copyOf(rows);
    }

    private record Named(Caller caller, String peer, String id, boolean writes, RequestMemory memory) implements Entry {
        @Override
        public boolean lease() {
            return false;
        }

        @Override
        public void accept(byte[] body) {
            if (writes) {
                memory.begin(peer, id);
            }
        }

        @Override
        public void answered(int status, byte[] body) {
            if (writes) {
                memory.end(id, status, body);
            }
        }
    }
}

package metalplant.server.peer;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import metalplant.door.Caller;
import metalplant.door.CallerHeaders;
import metalplant.door.Role;
import metalplant.door.Scope;
import metalplant.federation.value.PlantId;
import metalplant.mesh.link.MeshListener;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.router.request.Fields;
import metalplant.router.table.Clue;
import metalplant.router.table.Guard;
import metalplant.router.table.Row;
import metalplant.router.table.Table;
import metalplant.router.table.Treatment;
import metalplant.server.http.Entrance;
import metalplant.server.http.Operation;

/**
 * Believes what the door of a pinned plant says about its callers, up to what this plant allows that plant (decision 13). Nobody else gets
 * this far: the connection itself needs the certificate of such a door.
 */
final class PeerEntrance implements Entrance {
    private static final String ID = "id";
    private static final Map<String, Row> ROWS = rows();

    /** What makes this plant ask others: a caller of another plant would get there what this one may. */
    private static final Set<String> OWN_CALLERS = Set.of("allocateMachines", "checkZones");

    private final Peers peers;
    private final RequestMemory memory;

    PeerEntrance(Peers peers, RequestMemory memory) {
        this.peers = peers;
        this.memory = memory;
    }

    /** Whether an operation is for other plants at all: only those that the router knows are. */
    static boolean open(Operation operation) {
        return ROWS.containsKey(operation.id()) && !OWN_CALLERS.contains(operation.id());
    }

    @Override
    public Entry enter(Operation operation, ServerRequest req) {
        var peer = peer(req);
        var row = ROWS.get(operation.id());
        if (row == null || (row.guard() != Guard.NONE && !peer.granted().contains(row.guard()))) {
            throw Problem.of(
                    ProblemCode.NOT_ALLOWED,
                    "%s is not open to callers of plant %s".formatted(operation.id(), peer.plant()));
        }
        var said = CallerHeaders.caller(name -> single(req, name));
        var id = CallerHeaders.requestId(name -> single(req, name));
        return new Named(row, peer, said, MeshListener.peer(req), pathId(row, req), id);
    }

    private static Optional<String> pathId(Row row, ServerRequest req) {
        return row.clues().stream()
                        .anyMatch(clue ->
                                clue.place() == Clue.Place.PATH && clue.name().equals(ID))
                ? Optional.of(req.path().pathParameters().get(ID))
                : Optional.empty();
    }

    /** The peer at the other end of this connection; @throws Problem CREDENTIALS_REFUSED */
    Peer peer(ServerRequest req) {
        return peers.of(MeshListener.peer(req))
                .orElseThrow(() ->
                        Problem.of(ProblemCode.CREDENTIALS_REFUSED, "this door is for members of the federation only"));
    }

    private static Caller capped(Caller said, Role roleMax) {
        Role role = said.role().compareTo(roleMax) > 0 ? roleMax : said.role();
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

    private final class Named implements Entry {
        private final Row row;
        private final Peer peer;
        private final Caller said;
        private final PlantId plant;
        private final Optional<String> pathId;
        private final String id;
        private Caller caller;

        Named(Row row, Peer peer, Caller said, PlantId plant, Optional<String> pathId, String id) {
            this.row = row;
            this.peer = peer;
            this.said = said;
            this.plant = plant;
            this.pathId = pathId;
            this.id = id;
            this.caller = capped(said, row.roleMax(peer.roleMax(), false));
        }

        @Override
        public Caller caller() {
            return caller;
        }

        @Override
        public Scope scope() {
            return Scope.ROLE;
        }

        @Override
        public void accept(byte[] body) {
            if (row.treatment() == Treatment.BOUND_OR_HOME) {
                // Of what plants share an admin of one of them is an admin, of the networks of a partition he is not.
                caller = capped(said, row.roleMax(peer.roleMax(), namesShared(body)));
            }
            if (row.writes()) {
                memory.begin(plant, row.id(), id);
            }
        }

        private boolean namesShared(byte[] body) {
            return pathId.or(() -> Fields.read(body, Set.of(ID)).getOrDefault(ID, List.of()).stream()
                            .findFirst())
                    .filter(peers::sharesNetwork)
                    .isPresent();
        }

        @Override
        public void answered(int status, byte[] body) {
            if (row.writes()) {
                memory.end(id, status, body);
            }
        }
    }
}

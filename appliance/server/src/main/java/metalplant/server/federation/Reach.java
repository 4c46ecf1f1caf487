package metalplant.server.federation;

import static java.lang.System.Logger.Level.WARNING;

import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.membership.Member;
import metalplant.federation.plant.PlantState;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import metalplant.mesh.link.MeshLinks;
import metalplant.ratis.RatisCarrier;
import metalplant.ratis.trust.Peer;
import metalplant.trust.Pins;

/**
 * Keeps in one line whom this plant trusts and where they are: the members of the ledger, and the other side of a join that is under
 * way. Whoever is neither is cut off at once. Called by one thread.
 */
final class Reach {
    private static final System.Logger LOG = System.getLogger(Reach.class.getName());

    private final PlantId me;
    private final Pins pins;
    private final MeshLinks links;
    private final PeerCalls calls;
    private final RatisCarrier carrier;
    private final Tunnel tunnel;
    private Map<PlantId, MemberRecord> known = Map.of();

    Reach(PlantId me, Pins pins, MeshLinks links, PeerCalls calls, RatisCarrier carrier, Tunnel tunnel) {
        this.me = me;
        this.pins = pins;
        this.links = links;
        this.calls = calls;
        this.carrier = carrier;
        this.tunnel = tunnel;
    }

    /** Where the door of this plant's mesh is; empty for one that is not known. */
    Optional<InetSocketAddress> door(PlantId plant) {
        return Optional.ofNullable(known.get(plant))
                .flatMap(record -> Whereabouts.of(plant, record.endpoint()))
                .map(Whereabouts::mesh);
    }

    /** Whoever is trusted now. */
    Set<PlantId> known() {
        return known.keySet();
    }

    /** @param joins all of them */
    void refresh(PlantState state, List<Join> joins) {
        var wanted = wanted(state, joins);
        refresh(Situation.of(state, wanted.values(), joins), wanted);
    }

    /** @param wanted whom to trust, without this one */
    void refresh(Situation situation, Map<PlantId, MemberRecord> wanted) {
        tunnel.refresh(situation);
        if (wanted.equals(known)) {
            return;
        }
        known.forEach((plant, record) -> {
            if (!record.equals(wanted.get(plant))) {
                calls.forget(plant);
            }
            if (!wanted.containsKey(plant)) {
                pins.unpin(plant.text());
            }
        });
        var doors = new TreeMap<PlantId, InetSocketAddress>();
        var peers = new ArrayList<Peer>();
        wanted.forEach((plant, record) -> Whereabouts.of(plant, record.endpoint())
                .ifPresentOrElse(
                        where -> {
                            if (pin(plant, record)) {
                                doors.put(plant, where.mesh());
                                peers.add(peer(plant, record, where));
                            }
                        },
                        () -> LOG.log(
                                WARNING, "plant cannot be reached plant={0} endpoint={1}", plant, record.endpoint())));
        known = wanted;
        links.peers(doors);
        carrier.peers(peers);
    }

    /** The tunnels that shall be. */
    Situation situation(PlantState state, List<Join> joins) {
        return Situation.of(state, wanted(state, joins).values(), joins);
    }

    private Map<PlantId, MemberRecord> wanted(PlantState state, List<Join> joins) {
        var all = new TreeMap<PlantId, MemberRecord>();
        joins.stream()
                .filter(Join::isRunning)
                .flatMap(join -> join.other().stream())
                .forEach(record -> all.put(record.plant(), record));
        if (state.phase().inFederation()) {
            state.federation().members().living().stream()
                    .map(Member::record)
                    .forEach(record -> all.put(record.plant(), record));
            state.federation().witness().ifPresent(witness -> all.put(witness.plant(), witness.record()));
        }
        all.remove(me);
        return all;
    }

    private boolean pin(PlantId plant, MemberRecord record) {
        try {
            pins.pin(plant.text(), record.meshCa().toArray());
            return true;
        } catch (CertificateException e) {
            LOG.log(WARNING, "authority cannot be pinned plant=" + plant, e);
            return false;
        }
    }

    private static Peer peer(PlantId plant, MemberRecord record, Whereabouts where) {
        return new Peer(
                plant,
                authorityKey(record.meshCa()),
                where.ledger().getAddress().getHostAddress(),
                where.ledger().getPort());
    }

    /** The key of an authority, as X.509 has it. */
    static Bytes authorityKey(Bytes certificate) {
        try {
            return Bytes.of(Pins.authority(certificate.toArray()).getPublicKey().getEncoded());
        } catch (CertificateException e) {
            throw new IllegalStateException("it was pinned a moment ago", e);
        }
    }
}

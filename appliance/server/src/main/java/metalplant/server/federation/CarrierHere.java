package metalplant.server.federation;

import java.util.List;
import java.util.function.Supplier;
import metalplant.federation.carrier.Carrier;
import metalplant.federation.entry.Head;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.mesh.identity.PlantIdentity;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.ratis.RatisCarrier;
import metalplant.ratis.RatisOptions;
import metalplant.ratis.trust.MeshIdentity;
import metalplant.ratis.trust.Peer;
import metalplant.trust.OwnKey;

/** The carrier, which opens each lineage under the id of this plant's voter, so that the others can take it in. */
record CarrierHere(RatisCarrier carrier, Supplier<String> peer, Tunnel tunnel) implements Carrier {
    /** The voter of a plant or a witness, which is not started yet. */
    static RatisCarrier voter(
            FederationConfig config,
            PlantIdentity identity,
            OwnKey leaf,
            Tunnel.Doors doors,
            Acceptance acceptance,
            World world) {
        return new RatisCarrier(
                config.folder().resolve("ledger"),
                new Peer(
                        identity.plant(),
                        Reach.authorityKey(identity.meshCa()),
                        doors.ledger().getAddress().getHostAddress(),
                        doors.ledger().getPort()),
                new MeshIdentity(leaf.privateKey(), leaf.certificate()),
                acceptance,
                world,
                RatisOptions.DEFAULT);
    }

    @Override
    public void open(Hash lineage, List<Bytes> log) {
        if (!tunnel.isOpen()) {
            throw Problem.of(ProblemCode.TOO_BUSY, "the tunnels to other plants are not up yet");
        }
        carrier.open(lineage, log, peer.get());
    }

    @Override
    public Outcome append(Hash lineage, Head expectedHead, Bytes entry) {
        return carrier.append(lineage, expectedHead, entry);
    }

    @Override
    public List<Bytes> read(Hash lineage, long from, int max) {
        return carrier.read(lineage, from, max);
    }

    @Override
    public List<Bytes> close(Hash lineage) {
        return carrier.close(lineage);
    }
}

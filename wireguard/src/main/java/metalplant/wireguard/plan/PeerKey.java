package metalplant.wireguard.plan;

/** A key that the other plant made for this pair. */
public record PeerKey(int generation, PublicKey key) implements KeyOfGeneration {
    public PeerKey {
        KeyOfGeneration.check(generation);
    }
}

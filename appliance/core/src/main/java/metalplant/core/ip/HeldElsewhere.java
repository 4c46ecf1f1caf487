package metalplant.core.ip;

import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.Block;
import metalplant.model.ip.Holder;
import metalplant.model.ip.IpAddress;
import metalplant.model.network.Network;

/** Why an address that a caller named is not this plant's to give, and whose it is. */
final class HeldElsewhere {
    private HeldElsewhere() {}

    /** Details {@code plant} and {@code plant-label} name the holder, if another plant is one; a router sends the request there. */
    static Problem problem(Tx tx, IpAddress address, Block block, Holder me) {
        var problem = Problem.of(ProblemCode.ADDRESS_HELD_ELSEWHERE, text(tx, address, block, me))
                .with("address", address.toString())
                .with("block", block.cidr().toString());
        boolean other = block.state() != Block.State.FREE && !block.local() && !mine(block, me);
        return other
                ? problem.with("plant", block.holder()).with("plant-label", PrefixClaims.label(tx, block.holder()))
                : problem;
    }

    /** The federation does not share the prefixes of this network in blocks, so one plant alone gives their addresses. */
    static Problem at(Store store, Network network, String plant) {
        var label = store.read("ip-home", tx -> PrefixClaims.label(tx, plant));
        return Problem.of(
                        ProblemCode.ADDRESS_HELD_ELSEWHERE,
                        "addresses of network \"%s\" come from plant \"%s\" alone, because the federation does not share its prefixes: ask that plant"
                                .formatted(network.id(), label))
                .with("network", network.id())
                .with("plant", plant)
                .with("plant-label", label);
    }

    /** The prefix is there, and no plant may give anything out of this part of it any more. */
    static Problem nobodys(IpAddress address) {
        return Problem.of(
                        ProblemCode.ADDRESS_HELD_ELSEWHERE,
                        "address %s lies in no block of any plant, take another one".formatted(address))
                .with("address", address.toString());
    }

    private static boolean mine(Block block, Holder me) {
        return block.local() || block.holder().equals(me.plant());
    }

    private static String text(Tx tx, IpAddress address, Block block, Holder me) {
        if (block.state() == Block.State.FREE) {
            return "address %s lies in a block that no plant holds yet (%s), take another one"
                    .formatted(address, block.cidr());
        }
        if (mine(block, me)) {
            return "address %s lies in block %s, from which this plant gives no new addresses (%s)"
                    .formatted(address, block.cidr(), block.state());
        }
        return "address %s belongs to plant \"%s\" (block %s, %s), ask that plant for it"
                .formatted(address, PrefixClaims.label(tx, block.holder()), block.cidr(), block.state());
    }
}

package metalplant.testkit.carrier;

import java.util.List;
import metalplant.federation.carrier.Carrier;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;

/** Some plants with a carrier each, and the faults that can befall them. Plants are numbered from 0. */
public interface Carriers extends AutoCloseable {
    /** The carrier of a plant that is up. */
    Carrier at(int plant);

    /** A new id for the voter of this plant. */
    String newPeer(int plant);

    /** Lets a plant follow a lineage in which it may become a voter under this id. */
    void follow(int plant, Hash lineage, List<Bytes> log, String peer);

    /** Nothing gets to this plant or away from it. */
    void cutOff(int plant);

    /** Everybody reaches everybody who is up. */
    void heal();

    /** Ends a plant's carrier at this moment; what it had not made durable is lost. */
    void kill(int plant);

    /** Starts it again on the same disk; lineages have to be opened again. */
    void start(int plant);

    /** The disk of a plant that is down is empty now. */
    void loseDisk(int plant);

    @Override
    void close();
}

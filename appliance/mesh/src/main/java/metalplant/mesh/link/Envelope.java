package metalplant.mesh.link;

import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.encoding.Limits;
import metalplant.federation.encoding.Malformed;
import metalplant.federation.plant.Message;

/** A message as the body of a request. */
final class Envelope {
    /** Kind and length stand in front of the largest alternative that the canonical form writes. */
    static final int BYTES_MAX = Limits.ENTRY_BYTES_MAX + 6;

    private Envelope() {}

    /**
     * The canonical bytes. Entries that do not fit into one message are left out from the end: the receiver pulls on from where it is.
     *
     * @throws Malformed if even the first does not fit
     */
    static byte[] encode(Message message) {
        return message instanceof Message.Chunk chunk
                ? CanonicalForm.encode(Message.class, fitting(chunk))
                : CanonicalForm.encode(Message.class, message);
    }

    private static Message.Chunk fitting(Message.Chunk chunk) {
        int left = Limits.ENTRY_BYTES_MAX - 4;
        int count = 0;
        for (var entry : chunk.entries()) {
            left -= entry.size() + 4;
            if (left < 0) {
                break;
            }
            count++;
        }
        return count == chunk.entries().size()
                ? chunk
                : new Message.Chunk(chunk.entries().subList(0, Math.max(1, count)));
    }
}

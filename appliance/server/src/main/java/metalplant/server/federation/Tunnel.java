package metalplant.server.federation;

import java.util.Collection;
import metalplant.federation.entry.MemberRecord;

/** The tunnels to other plants. */
interface Tunnel extends AutoCloseable {
    /** For plants that talk without one: mTLS over whatever lies between them. */
    Tunnel NONE = new Tunnel() {
        @Override
        public void refresh(Collection<MemberRecord> peers) {}

        @Override
        public void close() {}
    };

    /** Brings the tunnels in line with these plants; cheap if they are. */
    void refresh(Collection<MemberRecord> peers);

    @Override
    void close();
}

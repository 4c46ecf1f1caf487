package metalplant.bus;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where nsqd is and how to speak with it.
 *
 * @param tcp the address of its protocol port; looked up anew for every connection; with TLS its host must be a name or
 *     address in nsqd's certificate
 * @param http the address of its HTTP port, which is plain HTTP and used only to make topics
 * @param tls with it, the protocol port is spoken to in TLS or not at all
 */
public record NsqConfig(InetSocketAddress tcp, InetSocketAddress http, Optional<NsqTls> tls, NsqTimings timings) {
    /** With the usual timings. */
    public NsqConfig(InetSocketAddress tcp, InetSocketAddress http, Optional<NsqTls> tls) {
        this(tcp, http, tls, NsqTimings.DEFAULT);
    }
}

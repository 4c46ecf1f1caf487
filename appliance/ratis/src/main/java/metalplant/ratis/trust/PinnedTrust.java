package metalplant.ratis.trust;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import metalplant.federation.value.PlantId;

/** TLS's question whether the other side is who it should be, answered by the pins. */
public final class PinnedTrust extends X509ExtendedTrustManager {
    private final Pins pins;

    public PinnedTrust(Pins pins) {
        this.pins = pins;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) throws CertificateException {
        plant(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) throws CertificateException {
        var wanted = Optional.ofNullable(engine.getPeerHost()).flatMap(host -> pins.at(host, engine.getPeerPort()));
        if (wanted.isEmpty() || !wanted.get().equals(plant(chain))) {
            throw new CertificateException("another plant answers there");
        }
    }

    private PlantId plant(X509Certificate[] chain) throws CertificateException {
        if (chain.length == 0) {
            throw new CertificateException("no certificate");
        }
        return pins.plantOf(chain[0]).orElseThrow(() -> new CertificateException("not of a pinned authority"));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) throws CertificateException {
        plant(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) throws CertificateException {
        throw new CertificateException("nobody knows who should answer there");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
        plant(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
        throw new CertificateException("nobody knows who should answer there");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}

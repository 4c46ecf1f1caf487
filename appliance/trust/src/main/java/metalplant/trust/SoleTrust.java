package metalplant.trust;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Decides by a chain alone whom TLS lets in. Being an extended trust manager it is asked alone: the JDK adds no check of host names to it.
 */
public abstract class SoleTrust extends X509ExtendedTrustManager {
    private static final X509Certificate[] NONE = {};

    /** @throws CertificateException if whoever calls is not let in */
    protected abstract void checkClient(X509Certificate[] chain) throws CertificateException;

    /** @throws CertificateException if whoever answers is not believed */
    protected abstract void checkServer(X509Certificate[] chain) throws CertificateException;

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checkClient(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checkServer(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        checkClient(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        checkServer(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        checkClient(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        checkServer(chain);
    }

    /** None are named: a peer has one certificate and needs no help to choose it, and whom we know is nobody else's business. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return NONE.clone();
    }
}

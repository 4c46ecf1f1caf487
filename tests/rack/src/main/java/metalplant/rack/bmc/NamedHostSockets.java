package metalplant.rack.bmc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes sure that the server's certificate is for the host that was asked for. The NSQ library upgrades a socket by its
 * number and checks no name; the field's clients check it.
 */
final class NamedHostSockets extends SSLSocketFactory {
    private final SSLSocketFactory sockets;
    private final String host;

    NamedHostSockets(SSLSocketFactory sockets, String host) {
        this.sockets = sockets;
        this.host = host;
    }

    @Override
    public Socket createSocket(Socket plain, String ignored, int port, boolean autoClose) throws IOException {
        return checked(sockets.createSocket(plain, host, port, autoClose));
    }

    @Override
    public Socket createSocket(String name, int port) throws IOException {
        return checked(sockets.createSocket(name, port));
    }

    @Override
    public Socket createSocket(String name, int port, InetAddress local, int localPort) throws IOException {
        return checked(sockets.createSocket(name, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress address, int port) throws IOException {
        return checked(sockets.createSocket(address, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort) throws IOException {
        return checked(sockets.createSocket(address, port, local, localPort));
    }

    private static Socket checked(Socket socket) {
        if (socket instanceof SSLSocket tls) {
            var parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
        }
        return socket;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }
}

package metalplant.rack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import metalplant.rack.plant.Pem;

/** Two self-signed certificates, for a server on loopback and for its clients; each is the other's authority. */
record TestCertificates(Pem server, Pem client) {
    private static final String PASSWORD = "changeit";

    static TestCertificates make(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
        var server = keytool(directory.resolve("server.p12"), "CN=localhost");
        var client = keytool(directory.resolve("client.p12"), "CN=partition");
        String serverCert = certificate(server);
        String clientCert = certificate(client);
        return new TestCertificates(
                new Pem(clientCert, serverCert, key(server)), new Pem(serverCert, clientCert, key(client)));
    }

    private static KeyStore keytool(Path file, String name)
            throws IOException, InterruptedException, GeneralSecurityException {
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "it",
                "-dname",
                name,
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString());
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool failed: " + said);
        }
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static String certificate(KeyStore store) throws GeneralSecurityException {
        return pem("CERTIFICATE", store.getCertificate("it").getEncoded());
    }

    private static String key(KeyStore store) throws GeneralSecurityException {
        return pem("PRIVATE KEY", store.getKey("it", PASSWORD.toCharArray()).getEncoded());
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + kind
                + "-----\n";
    }
}

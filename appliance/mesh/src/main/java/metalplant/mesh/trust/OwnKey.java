package metalplant.mesh.trust;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** This plant's leaf, shown to everybody who asks, whatever issuers they would like. Can be replaced while connections stand. */
public final class OwnKey extends X509ExtendedKeyManager {
    private static final String ALIAS = "plant";

    private volatile Shown shown;

    private record Shown(X509Certificate leaf, PrivateKey key) {}

    public OwnKey(X509Certificate leaf, PrivateKey key) {
        this.shown = new Shown(leaf, key);
    }

    /** From now on new connections show this. */
    public void replace(X509Certificate leaf, PrivateKey key) {
        shown = new Shown(leaf, key);
    }

    /** For carriers that build their TLS from parts. */
    public X509Certificate certificate() {
        return shown.leaf();
    }

    /** The key of {@link #certificate}. */
    public PrivateKey privateKey() {
        return shown.key();
    }

    private boolean fits(String... types) {
        for (var type : types) {
            if (type.startsWith(shown.key().getAlgorithm())) {
                return true;
            }
        }
        return false;
    }

    private @Nullable String alias(String... types) {
        return fits(types) ? ALIAS : null;
    }

    private String @Nullable [] aliases(String type) {
        return fits(type) ? new String[] {ALIAS} : null;
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
        return aliases(type);
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(types);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(types);
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
        return aliases(type);
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(type);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(type);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return alias.equals(ALIAS) ? new X509Certificate[] {shown.leaf()} : null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return alias.equals(ALIAS) ? shown.key() : null;
    }
}

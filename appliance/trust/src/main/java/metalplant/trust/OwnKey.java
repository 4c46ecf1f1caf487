package metalplant.trust;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** This plant's leaf, shown to everybody who asks, whatever issuers they would like. Can be replaced while connections stand. */
public final class OwnKey extends X509ExtendedKeyManager {
    private static final String ALIAS = "plant";

    private volatile Shown shown;

    private record Shown(List<X509Certificate> chain, PrivateKey key) {}

    public OwnKey(X509Certificate leaf, PrivateKey key) {
        this(List.of(leaf), key);
    }

    /** @param chain the leaf first, then those that signed it */
    public OwnKey(List<X509Certificate> chain, PrivateKey key) {
        this.shown = new Shown(List.copyOf(chain), key);
    }

    /** From now on new connections show this. */
    public void replace(X509Certificate leaf, PrivateKey key) {
        replace(List.of(leaf), key);
    }

    /** The same with a chain. */
    public void replace(List<X509Certificate> chain, PrivateKey key) {
        shown = new Shown(List.copyOf(chain), key);
    }

    /** For carriers that build their TLS from parts. */
    public X509Certificate certificate() {
        return shown.chain().getFirst();
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
        return alias.equals(ALIAS) ? shown.chain().toArray(X509Certificate[]::new) : null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return alias.equals(ALIAS) ? shown.key() : null;
    }
}

package metalplant.server.auth;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import metalplant.core.store.Store;
import metalplant.door.bearer.BearerAuth;
import metalplant.door.bearer.Issuer;
import metalplant.door.bearer.Issuers;
import metalplant.door.bearer.PlantTokens;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.World;
import metalplant.model.tenant.Tenant;
import metalplant.server.PlantConfig;

/** Everything about tokens that a plant keeps: it looks at issuers in the background from the moment it exists until it is closed. */
public final class Bearers implements AutoCloseable {
    private static final String KEY = "token-key";

    private final Store store;
    private final PlantConfig config;
    private final HttpKeyFetch fetch;
    private final Issuers issuers;
    private final PlantTokens tokens;
    private final BearerAuth auth;

    public Bearers(PlantConfig config, Store store, World world) {
        this.store = store;
        this.config = config;
        var options = config.options().bearer();
        this.fetch = new HttpKeyFetch(options.authorities());
        var memory = new FiledKeys(config.dataDir().resolve("issuers"));
        this.issuers = new Issuers(this::wanted, fetch, memory, options.bounds(), world).start();
        this.tokens = new PlantTokens(
                config.partitionId(), key(config.dataDir().resolve(KEY)), config.providerTenant(), world);
        this.auth = new BearerAuth(issuers, tokens, config.providerTenant(), options.bounds(), world);
    }

    /** Made at the first start; whoever removes it ends all tokens of the plant with the next one. */
    private static String key(Path file) {
        AtomicFile.create(file, PlantTokens.newKey().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return AtomicFile.read(file);
    }

    /** A Dex that the operator named, and the issuer of the provider tenant. */
    private List<Issuer> wanted() {
        var tenant = store.read("issuers", tx -> tx.tenants().find(config.providerTenant()));
        return Stream.concat(
                        config.options().bearer().dex().stream(),
                        tenant
                                .flatMap(Tenant::iamConfig)
                                .filter(iam -> !iam.issuerUrl().isEmpty())
                                .map(iam -> new Issuer(
                                        Issuer.Kind.GENERIC,
                                        iam.issuerUrl(),
                                        iam.issuerClientId(),
                                        config.providerTenant(),
                                        iam.idmType()))
                                .stream())
                .toList();
    }

    public BearerAuth auth() {
        return auth;
    }

    /** The way to tokens of the plant itself. */
    public LoginHttp login() {
        return new LoginHttp(tokens);
    }

    @Override
    public void close() {
        issuers.close();
        fetch.close();
    }
}

package metalplant.core.homes;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.network.Network;
import metalplant.model.tenant.Meta;
import metalplant.model.tenant.Tenant;

/**
 * What an operator says of this plant before it joins a federation, because nobody else can know it. It is kept at the things themselves,
 * so it needs no memory of its own and is taken back by whoever changes them.
 */
public final class JoinAnswers {
    private static final String TRUE = "true";

    private final Store store;
    private final World world;

    public JoinAnswers(Store store, World world) {
        this.store = new PublishingStore(store);
        this.world = world;
    }

    /**
     * Answers.
     *
     * @param sameTenants ids of tenants that are the same customer as the tenant with this id in the federation
     * @param localNetworks ids of networks that are never announced outside of this plant
     */
    public record Answers(List<String> sameTenants, List<String> localNetworks) {}

    /** What was said and not taken back. */
    public Answers given() {
        return store.read("join-answers", JoinAnswers::given);
    }

    private static Answers given(Tx tx) {
        return new Answers(
                tx.tenants().list().stream()
                        .filter(Tenant::sameCustomer)
                        .map(Tenant::id)
                        .toList(),
                tx.networks().list().stream()
                        .filter(Network::localOnly)
                        .map(Network::id)
                        .toList());
    }

    /**
     * Says this, or takes it back.
     *
     * @return everything that is said by now
     * @throws Problem ENTITY_NOT_FOUND; RULE_VIOLATED in a plant that is in a federation, and for networks that no other plant would
     *     ever see
     */
    public Answers give(Answers answers, boolean holds) {
        var now = world.now();
        return store.run("join-answer", tx -> {
            if (!tx.federation().members().isEmpty()) {
                throw Problem.refused(
                        "this plant is in a federation: what is said before a join is of no use any more");
            }
            for (var id : answers.sameTenants()) {
                var tenant = tx.tenants().get(id);
                if (tenant.sameCustomer() != holds) {
                    tx.tenants()
                            .update(tenant.withMeta(said(tenant.meta(), holds))
                                    .withStamp(tenant.stamp().changedAt(now)));
                }
            }
            for (var id : answers.localNetworks()) {
                var network = tx.networks().get(id);
                requireSeenByOthers(network);
                tx.networks()
                        .update(network.withLabels(said(network.labels(), Network.LOCAL_ONLY_LABEL, holds))
                                .withStamp(network.stamp().changedAt(now)));
            }
            return given(tx);
        });
    }

    private static Meta said(Meta meta, boolean holds) {
        return new Meta(said(meta.annotations(), Tenant.SAME_CUSTOMER, holds), meta.labels(), meta.version() + 1);
    }

    private static Map<String, String> said(Map<String, String> all, String key, boolean holds) {
        var changed = new HashMap<>(all);
        if (holds) {
            changed.put(key, TRUE);
        } else {
            changed.remove(key);
        }
        return changed;
    }

    private static void requireSeenByOthers(Network network) {
        var unlabelled = network.withLabels(Map.of());
        if (!unlabelled.ofAllPlants() && !unlabelled.sharesAddressSpace()) {
            throw Problem.refused(
                    "network \"%s\" belongs to a partition or a project and is local anyway".formatted(network.id()));
        }
    }
}

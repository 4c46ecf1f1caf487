package metalplant.server.federation;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import metalplant.core.ip.PrefixClaims;
import metalplant.core.store.Tx;
import metalplant.federation.entry.PoolKind;
import metalplant.federation.entry.Tenure;
import metalplant.federation.escrow.Extent;
import metalplant.federation.escrow.Pool;
import metalplant.federation.ledger.Debts;
import metalplant.federation.ledger.FederationState;
import metalplant.federation.membership.Followers;
import metalplant.federation.membership.Member;
import metalplant.federation.plant.PlantState;
import metalplant.federation.value.PlantId;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.wire.federation.BlockResponse;
import metalplant.wire.federation.BlocksResponse;
import org.jspecify.annotations.Nullable;

/** Who holds what, as the ledger says, for people. */
final class BlocksView {
    private static final int PAGE = 1_000;

    private final FederationParts parts;
    private final PlantState state;

    BlocksView(FederationParts parts, PlantState state) {
        this.parts = parts;
        this.state = state;
    }

    /** @param offset ranges that are left out because they were on pages before */
    BlocksResponse page(Predicate<String> pool, int offset) {
        var list = new ArrayList<BlockResponse>();
        int at = 0;
        for (var each : state.ledger().state().map(known -> known.pools().all()).orElse(java.util.List.of())) {
            if (!pool.test(each.spec().id())) {
                continue;
            }
            for (var extent : each.all()) {
                if (at++ < offset) {
                    continue;
                }
                if (list.size() == PAGE) {
                    return new BlocksResponse(state.ledger().head().seq(), list, offset + PAGE);
                }
                list.add(block(each, extent));
            }
        }
        if (state.ledger().state().isPresent()) {
            list.addAll(unclaimed(pool));
        }
        return new BlocksResponse(state.ledger().head().seq(), list, null);
    }

    /** Prefixes of networks here that give nothing because of what the ledger says, or does not say yet. */
    private List<BlockResponse> unclaimed(Predicate<String> pool) {
        return parts.store.read(
                "federation-unclaimed",
                tx -> PrefixClaims.lacking(tx).stream()
                        .filter(each -> pool.test(each.prefix().cidr().toString()))
                        .map(each -> unclaimed(tx, each))
                        .toList());
    }

    private BlockResponse unclaimed(Tx tx, PrefixClaims.Lacking lacking) {
        var prefix = lacking.prefix().cidr();
        var network = lacking.prefix().networkId();
        var waits = lacking.by()
                .map(pool -> "another prefix for network \"%s\": %s is %s in the ledger; in use here: %s"
                        .formatted(
                                network,
                                pool.cidr(),
                                PrefixClaims.onlyHolder(tx, pool)
                                        .map(plant -> "plant " + PrefixClaims.label(tx, plant) + "'s")
                                        .orElse("shared"),
                                lacking.inUse(tx)))
                .orElseGet(() -> "its claim by this plant, for network \"%s\"".formatted(network));
        return new BlockResponse(
                prefix.toString(),
                prefix.toString(),
                prefix.size().toString(),
                "unclaimed",
                state.me().text(),
                label(state, state.me()),
                0,
                0,
                waits);
    }

    private BlockResponse block(Pool pool, Extent extent) {
        var tenure = extent.tenure();
        return new BlockResponse(
                pool.spec().id(),
                range(pool, extent),
                extent.range().size().toString(),
                standing(extent),
                tenure.owner().text(),
                label(state, tenure),
                tenure.incarnation(),
                tenure.fence(),
                waits(extent));
    }

    private static String range(Pool pool, Extent extent) {
        var first = extent.range().first();
        var last = extent.range().end().subtract(BigInteger.ONE);
        return family(pool.spec().kind())
                .map(family -> {
                    var size = extent.range().size();
                    boolean prefix = size.bitCount() == 1 && first.mod(size).signum() == 0;
                    return prefix
                            ? new Cidr(new IpAddress(family, first), family.bits() - size.getLowestSetBit()).toString()
                            : new IpAddress(family, first) + "-" + new IpAddress(family, last);
                })
                .orElse(first.equals(last) ? first.toString() : first + "-" + last);
    }

    private static Optional<AddressFamily> family(PoolKind kind) {
        return switch (kind) {
            case IPV4 -> Optional.of(AddressFamily.IPV4);
            case IPV6, OVERLAY -> Optional.of(AddressFamily.IPV6);
            case VNI, ASN, PLANT -> Optional.empty();
        };
    }

    private String standing(Extent extent) {
        var tenure = extent.tenure();
        boolean mine = tenure.is(Tenure.State.GRANTED) && tenure.owner().equals(state.me());
        if (mine && tenure.incarnation() != state.self().incarnation().counter()) {
            return "recovering";
        }
        boolean leaves =
                mine && state.leaving().stream().anyMatch(each -> each.range().overlaps(extent.range()));
        return leaves ? "returning" : tenure.state().name().toLowerCase(Locale.ROOT);
    }

    private static String label(PlantState state, Tenure tenure) {
        return label(state, tenure.owner());
    }

    private static String label(PlantState state, PlantId plant) {
        return state.federation()
                .members()
                .find(plant)
                .map(member -> member.record().label())
                .orElse(plant.text());
    }

    /** In words, such as {@code held by plant "north"}. */
    static String whose(PlantState state, Tenure tenure) {
        var label = label(state, tenure);
        return switch (tenure.state()) {
            case FREE -> "held by nobody";
            case GRANTED -> "held by plant \"%s\"".formatted(label);
            case QUARANTINED -> "in the quarantine of plant \"%s\"".formatted(label);
        };
    }

    private @Nullable String waits(Extent extent) {
        var federation = state.federation();
        var holder = federation.members().find(extent.tenure().owner());
        if (holder.isPresent()
                && extent.is(Tenure.State.FREE)
                && holder.get().status().mayWrite()) {
            return federation.epoch().answersFor(holder.get().plant()) ? null : debts(federation);
        }
        if (holder.isEmpty() || holder.get().status().mayWrite()) {
            return null;
        }
        return switch (extent.tenure().state()) {
            case FREE -> fenced(federation, holder.get()).orElse(null);
            case GRANTED -> "its quarantine";
            case QUARANTINED -> quarantine(federation, holder.get());
        };
    }

    private static String debts(FederationState federation) {
        return Debts.payable(federation).stream()
                .findFirst()
                .flatMap(federation.members()::find)
                .map(member -> "people to look at all sites: ./plantctl federation inventory %s"
                        .formatted(member.record().label()))
                .orElse("whoever was a voter before the break-glass to come back, or to be fenced");
    }

    private String quarantine(FederationState federation, Member holder) {
        return fenced(federation, holder).orElseGet(() -> holdDown(holder));
    }

    /** What keeps others from what an evicted plant had, before any waiting counts. */
    private Optional<String> fenced(FederationState federation, Member holder) {
        if (!holder.fenced()) {
            return Optional.of(fence(holder));
        }
        return federation.epoch().debtsPaid()
                ? Followers.possible(federation.members()).stream().findFirst().map(this::follower)
                : Optional.of(debts(federation));
    }

    private static String fence(Member evicted) {
        return "two operators: ./plantctl federation fence %s"
                .formatted(evicted.record().label());
    }

    /** A member that may have followed a plant that was put out, and what to do about it. */
    private String follower(Member member) {
        if (!member.status().mayWrite()) {
            return fence(member);
        }
        var label = member.record().label();
        return member.plant().equals(state.me())
                ? "this plant, once it knows which addresses are in use and uses none that a fenced plant had"
                : "plant \"%s\" to say that it did not follow a fenced plant: it does once it is reached and uses nothing of it; or evict and fence it"
                        .formatted(label);
    }

    private String holdDown(Member holder) {
        var waited = Duration.ofMillis(state.waited().get(holder.plant()).orElse(0L));
        var seen = holder.sightedAt() < 0 ? "" : ", an address was seen (entry %d)".formatted(holder.sightedAt());
        return "the hold-down: %s of %s%s"
                .formatted(waited.truncatedTo(java.time.temporal.ChronoUnit.SECONDS), parts.config.quarantine(), seen);
    }
}

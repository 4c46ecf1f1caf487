package metalplant.server.federation;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import metalplant.core.store.FederationTable;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.entry.Command;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.FenceKind;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.Tenure;
import metalplant.federation.escrow.Extent;
import metalplant.federation.ledger.Debts;
import metalplant.federation.ledger.FederationState;
import metalplant.federation.membership.Member;
import metalplant.federation.plant.Event;
import metalplant.federation.plant.PlantState;
import metalplant.federation.value.PlantId;
import metalplant.model.Problem;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.wire.federation.BlocksResponse;
import metalplant.wire.federation.FederationResponse;
import metalplant.wire.federation.FenceRequest;
import metalplant.wire.federation.FenceResponse;
import metalplant.wire.federation.InventoryRequest;
import metalplant.wire.federation.MoveRequest;
import metalplant.wire.federation.ShareRequest;
import metalplant.wire.federation.SightingRequest;
import org.jspecify.annotations.Nullable;

/** What operators do with shared ranges: share, see, move, and free what an evicted plant had. */
final class EscrowDesk {
    /** Half a proof is good for so long, and only while this process runs: it costs two commands to say it again. */
    private static final Duration HALF_PROOF = Duration.ofHours(24);

    private static final int HALF_PROOFS_MAX = 256;
    private static final int OPERATOR_LENGTH_MAX = 128;
    private static final String OFF = "off";

    private final FederationDesk desk;
    private final Map<PlantId, HalfProof> halves = new TreeMap<>();

    private record HalfProof(FenceKind how, String operator, Instant at) {}

    EscrowDesk(FederationDesk desk) {
        this.desk = desk;
    }

    /** Orders that this prefix is shared from now on, or that it has another end; blocks go to whoever has a network with it. */
    FederationResponse share(ShareRequest request) {
        var state = inFederation();
        if (request.prefix() == null) {
            throw Problem.bad("which prefix shall be shared?");
        }
        var spec = PoolSpec.of(Cidr.parse(request.prefix()));
        boolean shared = state.federation().pools().find(spec.id()).isPresent();
        if (shared && request.allocateuntil() == null) {
            throw Problem.refused(
                    "prefix %s is in the ledger already: `federation blocks` says who has it. A prefix that one plant has as a whole, because a network was made of it, can be shared once that network is deleted and the prefix has gone back"
                            .formatted(spec.id()));
        }
        var until = request.allocateuntil() == null
                ? null
                : new EscrowCommand.AllocateUntil(spec.id(), millis(request.allocateuntil()));
        if (until != null) {
            demandLevel(state, until);
        }
        if (!shared) {
            want(new EscrowCommand.PrefixAdd(spec));
        }
        if (until != null) {
            want(until);
        }
        return desk.view();
    }

    private static long millis(String text) {
        try {
            long millis = text.equals(OFF) ? 0 : Duration.parse(text).toMillis();
            new EscrowCommand.AllocateUntil("-", millis);
            if (millis == 0 && !text.equals(OFF)) {
                throw new IllegalArgumentException("an end of nothing is no end");
            }
            return millis;
        } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
            throw Problem.bad("allocate-until is a duration from P2D to P3650D, or off")
                    .because(e);
        }
    }

    /** Who holds what. */
    BlocksResponse blocks(Predicate<String> pool, int offset) {
        return new BlocksView(desk.parts(), desk.state()).page(pool, offset);
    }

    /** Begins to hand an address over; the ledger carries it. */
    BlocksResponse move(MoveRequest request) {
        var state = inFederation();
        var address = address(request.address());
        var to = member(state, request.to(), Member.Status.ACTIVE);
        var extent = extent(state, address);
        var range = one(extent.range().pool(), address);
        var tenure = extent.tenure();
        if (!tenure.is(Tenure.State.GRANTED) || !tenure.owner().equals(state.me())) {
            throw Problem.refused("address %s is %s, and only its holder moves an address: ask there"
                    .formatted(address, BlocksView.whose(state, tenure)));
        }
        if (to.equals(state.me())) {
            throw Problem.refused("address %s is this plant's already".formatted(address));
        }
        if (tenure.incarnation() != state.self().incarnation().counter()) {
            throw Problem.refused("this plant was restored and does not know yet which of its addresses are in use");
        }
        if (inUse(range, address)) {
            throw Problem.refused(
                    "address %s is in use here, or was until a moment ago: free it, and wait for federation.hold-down"
                            .formatted(address));
        }
        desk.ordered(new Event.MoveRange(range, to));
        return blocks(extent.range().pool()::equals, 0);
    }

    private boolean inUse(Range range, IpAddress address) {
        var now = desk.parts().world.now();
        return desk.parts()
                .store
                .<Boolean>read(
                        "federation-move",
                        tx -> tx.federation().pools().stream()
                                .filter(pool -> pool.pool().equals(range.pool()))
                                .map(FederationTable.Pool::prefixId)
                                .anyMatch(prefix -> tx.ips().live(prefix, address, address, now, 1) > 0));
    }

    /** Tells the ledger that an address of a quarantined block is alive; its quarantine begins anew. */
    BlocksResponse sighting(SightingRequest request) {
        var state = inFederation();
        var address = address(request.address());
        var extent = extent(state, address);
        if (!extent.is(Tenure.State.QUARANTINED)) {
            throw Problem.refused("address %s is not in quarantine but %s"
                    .formatted(address, BlocksView.whose(state, extent.tenure())));
        }
        var where = request.where() == null || request.where().isBlank()
                ? "an operator of %s says so".formatted(state.self().label())
                : request.where();
        try {
            var sighting = new EscrowCommand.Sighting(one(extent.range().pool(), address), where);
            demandLevel(state, sighting);
            want(sighting);
        } catch (IllegalArgumentException e) {
            throw Problem.bad("where it was seen: " + e.getMessage()).because(e);
        }
        return blocks(extent.range().pool()::equals, 0);
    }

    /** Takes the word of one operator; with that of a second one the ledger gets the proof. */
    FenceResponse fence(FenceRequest request) {
        var state = inFederation();
        var plant = member(state, request.member(), Member.Status.EVICTED);
        if (state.federation().members().get(plant).fenced()) {
            throw Problem.refused(
                    "the ledger has the proof already: ./plantctl federation blocks shows what it waits for");
        }
        var how = how(request.how());
        var operator = operator(request.operator());
        if (!Boolean.TRUE.equals(request.nofollowers())) {
            throw Problem.bad(
                    "a plant that joined through it is unknown here: say also that there is none, or that it is cut off as"
                            + " well (--no-followers)");
        }
        desk.demandRecovery(FederationDesk.words(request.recoverywords()));
        var first = said(plant, how, operator);
        if (first.isEmpty()) {
            return new FenceResponse(plant.text(), text(how), List.of(operator), false);
        }
        var both = List.of(first.get().operator(), operator);
        want(new MemberCommand.FenceProof(plant, how, both));
        synchronized (halves) {
            halves.remove(plant);
        }
        return new FenceResponse(plant.text(), text(how), both, true);
    }

    /** What another operator said before, about the same plant and the same way; if nobody did, this word waits for the second. */
    private java.util.Optional<HalfProof> said(PlantId plant, FenceKind how, String operator) {
        var now = desk.parts().world.now();
        synchronized (halves) {
            halves.values().removeIf(half -> half.at().plus(HALF_PROOF).isBefore(now));
            var before = halves.get(plant);
            if (before != null && before.how() == how && !before.operator().equalsIgnoreCase(operator)) {
                return java.util.Optional.of(before);
            }
            if (halves.size() >= HALF_PROOFS_MAX && before == null) {
                throw Problem.refused("too many proofs wait for their second operator");
            }
            halves.put(plant, new HalfProof(how, operator, now));
            return java.util.Optional.empty();
        }
    }

    /** Takes the word of people who looked at all sites for a plant that cannot remember. */
    FederationResponse inventory(InventoryRequest request) {
        var state = inFederation();
        var federation = state.federation();
        var plant = desk.member(request.member());
        var payable = Debts.payable(federation);
        if (!payable.contains(plant)) {
            throw Problem.refused(refusal(federation, plant));
        }
        var inUse = new Inventory(state).evidence(request.inuse() == null ? List.of() : request.inuse());
        var words = FederationDesk.words(request.recoverywords());
        desk.demandRecovery(words);
        var answer = desk.ordered(new Event.Confirm(words.signer(), new EpochCommand.InventoryAccept(plant, inUse)));
        if (!answer.alarms().isEmpty()) {
            throw Problem.refused(String.join("; ", answer.alarms()));
        }
        return desk.view();
    }

    private static String refusal(FederationState federation, PlantId plant) {
        if (!federation.epoch().owing().has(plant)) {
            return "this plant has forgotten nothing that anybody else does not know";
        }
        var first = Debts.tellable(federation).stream()
                .map(each -> federation
                        .members()
                        .find(each)
                        .map(member -> member.record().label())
                        .orElse(each.text()))
                .toList();
        return Debts.forgotten(federation, plant)
                ? "first these have to be heard of, or be evicted and fenced: %s".formatted(String.join(", ", first))
                : "this plant remembers: it tells the ledger by itself as soon as it is reached";
    }

    private static FenceKind how(@Nullable String text) {
        return switch (text == null ? "" : text) {
            case "routes-withdrawn" -> FenceKind.ROUTES_WITHDRAWN;
            case "destroyed" -> FenceKind.DESTROYED;
            default -> throw Problem.bad("how is it known? routes-withdrawn, or destroyed");
        };
    }

    private static String text(FenceKind how) {
        return how.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String operator(@Nullable String name) {
        var text = name == null ? "" : name.strip();
        if (text.isEmpty()
                || text.length() > OPERATOR_LENGTH_MAX
                || text.chars().anyMatch(Character::isISOControl)) {
            throw Problem.bad("who says so? The name of the operator has 1 to 128 printable characters");
        }
        return text;
    }

    private PlantState inFederation() {
        var state = desk.state();
        if (!state.phase().inFederation() || state.ledger().state().isEmpty()) {
            throw Problem.refused("this plant is in no federation");
        }
        return state;
    }

    private void want(Command command) {
        desk.ordered(new Event.Want(desk.parts().world.newId(), command));
    }

    private static void demandLevel(PlantState state, Command command) {
        int needed = CanonicalForm.levelOf(command);
        if (state.federation().level() < needed) {
            var old = state.federation().members().living().stream()
                    .filter(member -> member.record().level() < needed)
                    .map(member -> member.record().label())
                    .toList();
            throw Problem.refused(
                    old.isEmpty()
                            ? "the ledger does not have level %d yet, try again in a moment".formatted(needed)
                            : "not every member can read this yet: install the newer software at %s".formatted(old));
        }
    }

    private static IpAddress address(@Nullable String text) {
        return IpAddress.tryParse(text == null ? "" : text)
                .orElseThrow(() -> Problem.bad("\"%s\" is no address".formatted(text)));
    }

    private static Range one(String pool, IpAddress address) {
        return new Range(pool, address.value(), BigInteger.ONE);
    }

    private static Extent extent(PlantState state, IpAddress address) {
        return state.federation().pools().all().stream()
                .filter(pool -> Cidr.tryParse(pool.spec().id())
                        .filter(cidr -> cidr.contains(address))
                        .isPresent())
                .flatMap(pool -> pool.at(address.value()).stream())
                .findFirst()
                .orElseThrow(() -> Problem.refused("address %s is in no shared prefix".formatted(address)));
    }

    private static PlantId member(PlantState state, @Nullable String name, Member.Status status) {
        return state.federation().members().all().stream()
                .filter(each -> each.plant().text().equals(name)
                        || each.record().label().equals(name))
                .sorted(java.util.Comparator.comparing(each -> each.status() != status))
                .findFirst()
                .map(each -> {
                    if (each.status() != status) {
                        throw Problem.refused(
                                "plant %s is %s, not %s".formatted(name, shown(each.status()), shown(status)));
                    }
                    return each.plant();
                })
                .orElseThrow(() -> Problem.notFound("member", String.valueOf(name)));
    }

    private static String shown(Member.Status status) {
        return status == Member.Status.ACTIVE
                ? "an active member"
                : status.name().toLowerCase(Locale.ROOT);
    }
}

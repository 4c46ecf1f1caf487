package metalplant.server.federation;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.entry.Tenure;
import metalplant.federation.escrow.Extent;
import metalplant.federation.escrow.Pool;
import metalplant.federation.ledger.FederationState;
import metalplant.federation.membership.Member;
import metalplant.federation.plant.PlantState;
import metalplant.federation.value.PlantId;
import metalplant.mesh.link.PeerHealth;
import metalplant.wire.federation.AuthorityResponse;
import metalplant.wire.federation.FederationResponse;
import metalplant.wire.federation.MemberResponse;
import metalplant.wire.federation.PoolResponse;
import metalplant.wire.federation.TunnelResponse;
import metalplant.wireguard.observe.Probe;
import metalplant.wireguard.reconcile.LinkHealth;
import org.jspecify.annotations.Nullable;

/** The federation as an operator of this plant sees it. */
final class FederationView {
    /** A voter that was not heard of for this long may be gone; it only colours what people see. */
    private static final Duration SILENT = Duration.ofSeconds(30);

    /** Keys that shall change at once have no age. */
    private static final Duration AGE_MAX = Duration.ofDays(3_650);

    private final FederationParts parts;
    private final PlantState state;

    private final Optional<URI> router;

    private FederationView(FederationParts parts, PlantState state, Optional<URI> router) {
        this.parts = parts;
        this.state = state;
        this.router = router;
    }

    static FederationResponse of(FederationParts parts, PlantState state, Optional<URI> router) {
        return new FederationView(parts, state, router).response();
    }

    private FederationResponse response() {
        var federation = state.ledger().state();
        return new FederationResponse(
                state.me().text(),
                state.self().label(),
                Fingerprint.of(state.self()),
                state.phase().name(),
                federation.map(known -> known.federation().toString()).orElse(null),
                federation.map(known -> known.epoch().number()).orElse(0L),
                federation.isPresent() ? state.ledger().head().seq() : -1,
                federation.filter(this::canWrite).isPresent(),
                federation.map(this::members).orElse(List.of()),
                federation.map(this::pools).orElse(List.of()),
                parts.book.all().stream().map(Join::response).toList(),
                parts.alarms.all(),
                parts.tunnel.absence().orElse(null),
                router.map(URI::toString).orElse(null));
    }

    private Optional<PeerHealth> health(PlantId plant) {
        return Optional.ofNullable(parts.meters.health().get(plant));
    }

    private Optional<Duration> silence(PlantId plant) {
        return health(plant).flatMap(PeerHealth::lastContact).map(last -> Duration.between(last, parts.world.now()));
    }

    private boolean canWrite(FederationState federation) {
        var voters = federation.epoch().voters();
        long heard = voters.stream()
                .filter(voter -> voter.plant().equals(state.me())
                        || silence(voter.plant())
                                .filter(silent -> silent.compareTo(SILENT) < 0)
                                .isPresent())
                .count();
        return heard > voters.size() / 2;
    }

    private List<MemberResponse> members(FederationState federation) {
        return Stream.concat(
                        federation.members().all().stream()
                                .map(member -> row(
                                        federation,
                                        member.record(),
                                        member.status() == Member.Status.ACTIVE
                                                ? "member"
                                                : member.status().name().toLowerCase(Locale.ROOT))),
                        federation.witness().stream()
                                .map(witness -> row(
                                        federation,
                                        witness.record(),
                                        witness.leaving() ? "witness, leaving" : "witness")))
                .toList();
    }

    private MemberResponse row(FederationState federation, MemberRecord record, String status) {
        var plant = record.plant();
        boolean self = plant.equals(state.me());
        return new MemberResponse(
                plant.text(),
                record.label(),
                status,
                self,
                federation.epoch().voters().stream()
                        .anyMatch(voter -> voter.plant().equals(plant)
                                && parts.carrier.hasTakenIn(federation.epoch().lineage(), voter.peer())),
                null,
                record.endpoint(),
                self ? null : silence(plant).map(Duration::toSeconds).orElse(null),
                self
                        ? null
                        : health(plant)
                                .flatMap(PeerHealth::rtt)
                                .map(rtt -> rtt.toNanos() / 1e6)
                                .orElse(null),
                Optional.ofNullable(parts.tunnel.health().get(plant))
                        .map(link -> tunnel(plant, link))
                        .orElse(null),
                authority(federation, state.me(), plant),
                authority(federation, plant, state.me()));
    }

    private static @Nullable AuthorityResponse authority(FederationState federation, PlantId owner, PlantId peer) {
        var members = federation.members();
        boolean both = members.mayWrite(owner) && members.mayWrite(peer) && !owner.equals(peer);
        return both
                ? new AuthorityResponse(
                        members.authority(owner, peer).name().toLowerCase(Locale.ROOT),
                        members.grants(owner, peer).names())
                : null;
    }

    private TunnelResponse tunnel(PlantId plant, LinkHealth link) {
        var keys = parts.tunnel.rotation().flatMap(rotation -> rotation.age(plant));
        return new TunnelResponse(
                link.isUp(),
                link.handshakeAge().map(Duration::toSeconds).orElse(null),
                link.probe()
                        .flatMap(Probe::roundTrip)
                        .map(rtt -> rtt.toNanos() / 1e6)
                        .orElse(null),
                link.probe().map(probe -> (int) Math.round(100 * probe.loss())).orElse(null),
                keys.map(TunnelRotation.Age::generation).orElse(null),
                keys.map(TunnelRotation.Age::age)
                        .filter(age -> age.compareTo(AGE_MAX) < 0)
                        .map(age -> Math.max(0, age.toSeconds()))
                        .orElse(null));
    }

    private List<PoolResponse> pools(FederationState federation) {
        return federation.pools().all().stream().map(this::pool).toList();
    }

    private PoolResponse pool(Pool pool) {
        long mine = 0;
        long free = 0;
        long others = 0;
        for (var extent : pool.all()) {
            long blocks = extent.range()
                    .size()
                    .add(pool.spec().blockSize())
                    .subtract(java.math.BigInteger.ONE)
                    .divide(pool.spec().blockSize())
                    .longValueExact();
            if (extent.is(Tenure.State.FREE)) {
                free += blocks;
            } else if (isMine(extent)) {
                mine += blocks;
            } else {
                others += blocks;
            }
        }
        return new PoolResponse(
                pool.spec().id(),
                pool.spec().kind().name().toLowerCase(Locale.ROOT),
                pool.spec().id(),
                mine,
                free,
                others,
                pool.offlineMillis() == 0
                        ? null
                        : Duration.ofMillis(pool.offlineMillis()).toString());
    }

    private boolean isMine(Extent extent) {
        return extent.is(Tenure.State.GRANTED) && extent.tenure().owner().equals(state.me());
    }
}

package metalplant.server.federation;

import static java.lang.System.Logger.Level.INFO;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import metalplant.core.federation.FederationRunner;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.entry.WitnessCommand;
import metalplant.federation.invite.Invite;
import metalplant.federation.ledger.LedgerFile;
import metalplant.federation.membership.Member;
import metalplant.federation.membership.Phase;
import metalplant.federation.plant.Event;
import metalplant.federation.plant.Message;
import metalplant.federation.plant.PlantState;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import metalplant.mesh.pairing.InviteFile;
import metalplant.mesh.pairing.Paired;
import metalplant.mesh.pairing.PairingCall;
import metalplant.mesh.pairing.PairingConfig;
import metalplant.mesh.pairing.PairingDoor;
import metalplant.mesh.pairing.PairingSecret;
import metalplant.mesh.pairing.PairingTarget;
import metalplant.mesh.pairing.PairingWatch;
import metalplant.mesh.wordlist.RecoveryWords;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.wire.federation.AcceptRequest;
import metalplant.wire.federation.AgreeRequest;
import metalplant.wire.federation.AgreeResponse;
import metalplant.wire.federation.AuthorityRequest;
import metalplant.wire.federation.EvictRequest;
import metalplant.wire.federation.FederationResponse;
import metalplant.wire.federation.ImportResponse;
import metalplant.wire.federation.InviteRequest;
import metalplant.wire.federation.InviteResponse;
import metalplant.wire.federation.JoinRequest;
import metalplant.wire.federation.JoinResponse;
import org.jspecify.annotations.Nullable;

/**
 * What operators of this plant do with federations. Every order is written down before it is answered; {@link JoinFollower} carries
 * joins on from there, also behind a restart.
 */
final class FederationDesk implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FederationDesk.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration RETRY = Duration.ofSeconds(30);
    private static final int EXPORT_MAX = 1_000;

    /** Bytes of the entries in one file: below what {@code federation import} takes. */
    private static final int EXPORT_BYTES_MAX = 1_900_000;

    private final FederationParts parts;
    private final JoinFollower follower;
    private final Neighbours neighbours;
    private final Optional<URI> router;
    private final EscrowDesk escrow;
    private final ConsoleFiles consoles;
    private final ReentrantLock one = new ReentrantLock();

    @Nullable
    private PairingDoor door;

    /** Of a federation that was founded here and is this plant alone: whoever did not get to see them sees them with the next invite. */
    @Nullable
    private volatile RecoveryWords fresh;

    private volatile boolean closed;

    /**
     * A desk that is not open yet.
     *
     * @param router where one address answers for all plants
     * @param looked called now and then, when what is known of other plants may have changed
     */
    FederationDesk(FederationParts parts, Optional<URI> router, Runnable looked) {
        this.parts = parts;
        this.router = router;
        this.follower = new JoinFollower(parts);
        this.escrow = new EscrowDesk(this);
        this.neighbours = new Neighbours(parts, () -> {
            told();
            looked.run();
        });
        this.consoles = new ConsoleFiles(parts, neighbours.book());
        parts.pins.watch(_ -> {
            told();
            looked.run();
        });
    }

    /** Other processes of this plant learn who the others are. */
    private void told() {
        consoles.refresh();
        parts.runner.state().ifPresent(this::forgetWords);
    }

    private void forgetWords(PlantState now) {
        if (now.ledger()
                .state()
                .filter(each -> each.members().living().size() > 1)
                .isPresent()) {
            fresh = null;
        }
    }

    FederationParts parts() {
        return parts;
    }

    /** What operators do with blocks. */
    EscrowDesk escrow() {
        return escrow;
    }

    Neighbours neighbours() {
        return neighbours;
    }

    /** Goes on where the plant stopped. A plant that is alone opens nothing. */
    public void start() {
        parts.runner.start();
        told();
        parts.book.running().stream()
                .filter(join -> join.step() == Join.Step.MEET)
                .forEach(join -> end(join, "this plant was started again before the plants had met: invite again"));
        if (!isAlone() || !parts.book.running().isEmpty()) {
            openAgain();
        }
    }

    /** A plant whose tunnels cannot come up goes on alone, and tries. */
    private void openAgain() {
        if (closed) {
            return;
        }
        try {
            openTunnels();
        } catch (Problem e) {
            parts.alarms.alarm("other plants cannot be reached: " + e.getMessage());
            parts.world.after(RETRY, () -> Thread.ofVirtual().start(this::openAgain));
            return;
        }
        open();
    }

    private void openTunnels() {
        parts.tunnel.open(parts.reach.situation(state(), parts.book.all()));
    }

    /** The door for other plants and what looks after it; twice is once. */
    private void open() {
        follower.start(new JoinTalk(() -> parts.about.now(parts.label()), this::agree), this::isWanted);
        neighbours.start();
        parts.sightings.start();
    }

    PlantState state() {
        return parts.runner
                .state()
                .orElseThrow(() -> Problem.of(ProblemCode.TOO_BUSY, "the plant is still starting, try again"));
    }

    private boolean isAlone() {
        return state().phase() == Phase.STANDALONE && state().ledger().state().isEmpty();
    }

    /** As this plant sees it. */
    public FederationResponse view() {
        return FederationView.of(parts, state(), router);
    }

    /** @throws Problem ENTITY_NOT_FOUND */
    public JoinResponse find(UUID id) {
        return parts.book.get(id).response();
    }

    /** Opens the pairing port for one plant. The first invite founds the federation. */
    public InviteResponse invite(InviteRequest request) {
        return alone(() -> {
            if (door != null && parts.book.running().stream().anyMatch(join -> join.step() == Join.Step.MEET)) {
                throw Problem.refused(
                        "an invite is open already: abort it first, ./plantctl federation status shows its id");
            }
            openTunnels();
            if (isAlone()) {
                fresh = found();
            }
            if (!state().phase().inFederation()) {
                throw Problem.refused("this plant is %s and cannot invite".formatted(state().phase()));
            }
            if (Boolean.TRUE.equals(request.witness())) {
                WitnessPlan.refuseIfUseless(state().federation());
            }
            open();
            forgetWords(state());
            return invited(request, Optional.ofNullable(fresh));
        });
    }

    private RecoveryWords found() {
        var words = RecoveryWords.made(parts.chance);
        var answer = ordered(new Event.Found(parts.world.newId(), words.signer(), Brought.of(parts.store)));
        if (answer.phase() != Phase.MEMBER) {
            throw Problem.refused("the federation was not founded: " + String.join("; ", answer.alarms()));
        }
        return words;
    }

    private InviteResponse invited(InviteRequest request, Optional<RecoveryWords> recovery) {
        boolean file = Boolean.TRUE.equals(request.file());
        boolean witness = Boolean.TRUE.equals(request.witness());
        var secret = new byte[Invite.SECRET_SIZE];
        parts.chance.nextBytes(secret);
        var invite = new Invite(
                parts.world.newId(),
                state().federation().federation(),
                state().federation().epoch().number(),
                endpoint(request.address()),
                parts.identity.signer().key(),
                Bytes.of(secret));
        var code = file ? PairingSecret.ofFile(invite) : PairingSecret.newCode(parts.chance);
        if (!witness) {
            // A witness proves that it has the code and no more: with such an invite nobody becomes a member.
            ordered(new Event.MakeInvite(invite));
        }
        var opened = PairingDoor.open(
                new InetSocketAddress(parts.config.address(), parts.config.pairingPort()),
                parts.pairing,
                invite,
                code,
                PairingConfig.DEFAULT,
                parts.world,
                parts.chance,
                new Watch(invite.joinId()));
        door = opened;
        parts.book.add(Join.begun(invite.joinId(), witness ? Join.Role.WITNESS : Join.Role.INVITER, parts.world.now()));
        var address = address(request.address(), opened.port());
        return new InviteResponse(
                invite.joinId().toString(),
                file ? null : code.shown(),
                address,
                file ? Base64.getEncoder().encodeToString(file(invite, address)) : null,
                parts.world.now().plus(file ? Duration.ofHours(24) : PairingConfig.DEFAULT.codeLife()),
                Fingerprint.of(parts.self),
                recovery.map(RecoveryWords::words).orElse(null));
    }

    private byte[] file(Invite invite, String address) {
        var there = new Invite(
                invite.joinId(), invite.federation(), invite.epoch(), address, invite.inviter(), invite.secret());
        return new InviteFile(there, parts.pairing.card()).signed(parts.identity.signer());
    }

    private String endpoint(@Nullable String wanted) {
        return wanted == null || wanted.isBlank() ? parts.config.address().getHostAddress() : wanted;
    }

    private String address(@Nullable String wanted, int port) {
        if (wanted == null || wanted.isBlank()) {
            return FederationParts.hostAndPort(parts.config.address(), port);
        }
        boolean hasPort = wanted.matches("(\\[.*]|[^:]*):[0-9]+");
        return hasPort ? wanted : (wanted.contains(":") ? "[" + wanted + "]" : wanted) + ":" + port;
    }

    /** Meets the plant that has invited this one; then the join goes on by itself up to the plan. */
    public JoinResponse join(JoinRequest request) {
        return alone(() -> {
            refuseIfBusy(request);
            openTunnels();
            var paired = meet(request, false);
            refuseOtherFederation(paired.invite());
            strange(paired.theirs().record()).ifPresent(why -> {
                throw Problem.refused(why);
            });
            if (request.fingerprint() != null) {
                Fingerprint.demand(paired.theirs().record(), request.fingerprint());
            }
            var now = parts.world.now();
            parts.book.add(Join.begun(paired.invite().joinId(), Join.Role.JOINER, now)
                    .met(paired.theirs().record(), paired.checkWords(), Optional.of(paired.invite()), now));
            open();
            return find(paired.invite().joinId());
        });
    }

    /** With an invite open on this side the other one is called nevertheless: if it has one too, its operator learns why nothing comes of either. */
    private void refuseIfBusy(JoinRequest request) {
        var running = parts.book.running();
        if (running.stream().anyMatch(join -> join.role() != Join.Role.JOINER && join.step() == Join.Step.MEET)) {
            try {
                meet(request, true);
            } catch (Problem e) {
                throw Problem.refused(
                                "an invite is open here, abort it first: ./plantctl federation status shows its id; "
                                        + e.getMessage())
                        .because(e);
            }
        }
        if (!running.isEmpty()) {
            throw Problem.refused("a join or an invite is under way already: abort it first");
        }
    }

    /** A member may have been put out without having heard of it: it joins its own federation again, and hears of it on the way. */
    private void refuseOtherFederation(Invite invite) {
        var state = state();
        boolean apart = state.phase() == Phase.STANDALONE || state.phase() == Phase.REJOIN_REQUIRED;
        if (!apart && !invite.federation().equals(state.federation().federation())) {
            throw Problem.refused(
                    "this plant is in another federation (%s): leave that first".formatted(state.phase()));
        }
    }

    /** Why plants that met cannot talk; empty if they can. */
    private Optional<String> strange(MemberRecord other) {
        boolean here = parts.tunnel.absence().isEmpty();
        return Whereabouts.of(other.plant(), other.endpoint())
                .filter(where -> where.tunnelled() != here)
                .map(_ ->
                        "%s plant talks through WireGuard and %s does not: federation.tunnel in plant.properties must suit"
                                .formatted(here ? "this" : "the other", here ? "the other" : "this"));
    }

    /** @param inviting whether this plant has an invite open itself, which the other one then refuses */
    private Paired meet(JoinRequest request, boolean inviting) {
        var call =
                new PairingCall(parts.pairing, PairingConfig.DEFAULT, parts.world, parts.chance, parts.alarms::alarm);
        if (request.file() != null) {
            try {
                var file = InviteFile.read(Base64.getDecoder().decode(request.file()));
                refuseUsed(file);
                return call.join(file, inviting);
            } catch (IllegalArgumentException e) {
                throw Problem.bad("the invite file is no base64");
            }
        }
        if (request.code() == null || request.address() == null) {
            throw Problem.bad("a join needs a code and an address, or an invite file");
        }
        return call.join(PairingTarget.at(PairingSecret.ofCode(request.code()), request.address()), inviting);
    }

    private void refuseUsed(InviteFile file) {
        var used = parts.book.find(file.invite().joinId()).filter(join -> join.state() == Join.State.JOINED);
        if (used.isPresent()) {
            throw Problem.refused("this invite was used already: this plant joined with it at %s; ask for a new one"
                    .formatted(used.get().since()));
        }
    }

    /** Accepts on this side the plan that is shown. */
    public JoinResponse accept(UUID id, AcceptRequest request) {
        var join = parts.book.get(id);
        var plan = join.plan();
        if (!join.canBeGivenUp() || plan == null) {
            throw Problem.refused("there is nothing to accept: "
                    + (join.isRunning() ? "no plan was made yet" : "the join has ended"));
        }
        if (!plan.hash().equals(request.plan())) {
            throw Problem.refused("the plan has changed: look at it again");
        }
        if (Findings.hasErrors(plan)) {
            throw Problem.refused("the plan has errors, which must be mended first; then join again");
        }
        if (request.fingerprint() != null) {
            Fingerprint.demand(join.other().orElseThrow(), request.fingerprint());
        }
        return parts.book
                .change(id, now -> plan.equals(now.plan()) ? now.accepting(true, now.acceptedThere()) : now)
                .orElse(join)
                .response();
    }

    /** Gives up a join or an invite. */
    public JoinResponse abort(UUID id) {
        var join = parts.book.get(id);
        if (!join.isRunning()) {
            return join.response();
        }
        if (!join.canBeGivenUp()) {
            throw Problem.refused(
                    "both sides have signed; it cannot be given up any more. Leave afterwards: ./plantctl federation leave");
        }
        if (join.role() == Join.Role.JOINER) {
            // First: with the join goes the way to the other plant.
            follower.tellAborted(join, "given up on the other side");
        }
        var ended = end(join, "given up here");
        if (join.role() == Join.Role.JOINER) {
            ordered(new Event.Abort());
        } else {
            closeDoor();
        }
        return ended.response();
    }

    /** Begins to leave, or has left when it returns. */
    public FederationResponse leave(boolean alone) {
        if (!state().phase().inFederation()) {
            throw Problem.refused("this plant is in no federation");
        }
        ordered(alone ? new Event.LeaveAlone() : new Event.Drain());
        return view();
    }

    /** A living member by its label or id. */
    PlantId member(@Nullable String name) {
        return living(name).plant();
    }

    private Member living(@Nullable String name) {
        if (!state().phase().inFederation()) {
            throw Problem.refused("this plant is in no federation");
        }
        return state().federation().members().living().stream()
                .filter(each -> each.plant().text().equals(name)
                        || each.record().label().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("member", String.valueOf(name)));
    }

    /** Orders what this plant accepts from callers of another one (decision 13). */
    FederationResponse authority(AuthorityRequest request) {
        var peer = living(request.member()).plant();
        if (peer.equals(parts.me())) {
            throw Problem.refused("what its own callers may do, a plant decides by their keys");
        }
        var commands = new ArrayList<MemberCommand>();
        if (request.role() != null) {
            commands.add(new MemberCommand.MemberAuthority(parts.me(), peer, role(request.role())));
        }
        if (request.grants() != null) {
            commands.add(new MemberCommand.MemberGrants(parts.me(), peer, Granted.checked(request.grants())));
        }
        commands.forEach(command -> ordered(new Event.Want(parts.world.newId(), command)));
        return view();
    }

    private static MemberCommand.Role role(String name) {
        return Arrays.stream(MemberCommand.Role.values())
                .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.bad("a role of another plant's callers is none, view or edit"));
    }

    /** The keys of all tunnels of this plant change, without a packet lost. */
    FederationResponse rotateKeys() {
        var rotation = parts.tunnel
                .rotation()
                .orElseThrow(() -> Problem.refused(
                        "there are no tunnels: " + parts.tunnel.absence().orElse("this plant is alone")));
        if (rotation.now() == 0) {
            throw Problem.refused("no tunnel to a member works yet; its keys change by themselves later");
        }
        return view();
    }

    /** Orders that the witness votes no more. */
    FederationResponse removeWitness() {
        if (!state().phase().inFederation()) {
            throw Problem.refused("this plant is in no federation");
        }
        var witness = state().federation().witness().orElseThrow(() -> Problem.refused("there is no witness"));
        if (!witness.leaving()) {
            ordered(new Event.Want(parts.world.newId(), new WitnessCommand.WitnessRemove(witness.plant())));
        }
        return view();
    }

    /** Orders an eviction; the recovery words show that somebody may. */
    public FederationResponse evict(EvictRequest request) {
        var words = words(request.recoverywords());
        var member = living(request.member());
        if (member.plant().equals(parts.me())) {
            throw Problem.refused("a plant does not evict itself: ./plantctl federation leave");
        }
        demandRecovery(words);
        ordered(new Event.Want(parts.world.newId(), new MemberCommand.MemberEvict(member.plant())));
        return view();
    }

    /** Opens a new epoch with this plant as its only voter. */
    public FederationResponse breakGlass(@Nullable List<String> recoveryWords) {
        var words = words(recoveryWords);
        demandRecovery(words);
        var answer = awaited(parts.runner.breakGlass(words.signer(), parts.voter::next));
        if (!answer.done()) {
            throw Problem.refused(String.join("; ", answer.alarms()));
        }
        return view();
    }

    static RecoveryWords words(@Nullable List<String> words) {
        if (words == null || words.isEmpty()) {
            throw Problem.bad("the recovery words of the federation are needed");
        }
        return RecoveryWords.parse(String.join(" ", words));
    }

    void demandRecovery(RecoveryWords words) {
        if (!state().phase().inFederation()) {
            throw Problem.refused("this plant is in no federation");
        }
        if (!words.signer().key().equals(state().federation().recovery())) {
            throw Problem.refused("these are the recovery words of another federation");
        }
    }

    /** Entries as a file. */
    public byte[] export(long from) {
        var fitting = new ArrayList<Bytes>();
        int bytes = 0;
        for (var entry : parts.runner.log(from, EXPORT_MAX)) {
            bytes += entry.size() + Integer.BYTES;
            if (!fitting.isEmpty() && bytes > EXPORT_BYTES_MAX) {
                break;
            }
            fitting.add(entry);
        }
        return LedgerFile.write(fitting);
    }

    /** Takes entries from a file; each is verified as if it had come over a link. */
    public ImportResponse take(byte[] file) {
        long before = state().ledger().head().seq();
        var answer = awaited(parts.runner.offered(LedgerFile.read(file)));
        long after = state().ledger().head().seq();
        return new ImportResponse(
                after - before, after, answer.alarms().stream().findFirst().orElse(null));
    }

    private AgreeResponse agree(PlantId from, UUID id, AgreeRequest said) {
        var join = parts.book
                .find(id)
                .filter(each -> each.role() != Join.Role.JOINER)
                .filter(each -> each.other()
                        .filter(record -> record.plant().equals(from))
                        .isPresent());
        if (join.isEmpty()) {
            return new AgreeResponse(false, true, "the other plant does not know this join");
        }
        var plan = said.plan();
        if (said.aborted() && join.get().canBeGivenUp()) {
            end(join.get(), said.why() == null ? "given up on the other side" : said.why());
        } else if (plan != null && join.get().canBeGivenUp()) {
            parts.book.change(id, now -> {
                var planned = now.planned(plan, parts.world.now());
                return planned.accepting(planned.accepted(), said.accepted());
            });
        } else if (join.get().role() == Join.Role.WITNESS && join.get().canBeGivenUp()) {
            parts.book.change(id, now -> now.accepting(now.accepted(), said.accepted()));
        }
        var now = parts.book.get(id);
        return new AgreeResponse(now.accepted(), now.state() == Join.State.FAILED, now.why());
    }

    /** A plan is only acted on once this side's operator has accepted it too. */
    private boolean isWanted(PlantId from, Message message) {
        if (!(message instanceof Message.JoinReady ready)) {
            return true;
        }
        return parts.book
                .find(ready.joinId())
                .filter(join -> join.role() == Join.Role.INVITER)
                .filter(join -> join.accepted() && join.acceptedThere())
                .filter(join -> join.other()
                        .filter(record -> record.plant().equals(from))
                        .isPresent())
                .filter(join -> join.plan() != null
                        && join.plan().hash().equals(ready.plan().sum().hex()))
                .isPresent();
    }

    private Join end(Join join, String why) {
        return parts.book
                .change(join.id(), now -> now.ended(Join.State.FAILED, why, parts.world.now()))
                .orElse(join);
    }

    FederationRunner.Answer ordered(Event.Operator order) {
        return awaited(parts.runner.order(order));
    }

    static <T> T awaited(CompletableFuture<T> answer) {
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Problem problem ? problem : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw Problem.of(ProblemCode.TOO_BUSY, "the order was given but is not done yet; look at the status")
                    .because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ProblemCode.TOO_BUSY, "the plant is stopping").because(e);
        }
    }

    /** Two operators at once would make two invites of one. */
    private <T> T alone(java.util.function.Supplier<T> work) {
        if (!one.tryLock()) {
            throw Problem.of(ProblemCode.TOO_BUSY, "another invite or join is being begun, try again");
        }
        try {
            return work.get();
        } finally {
            one.unlock();
        }
    }

    private void closeDoor() {
        var open = door;
        door = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        closeDoor();
        neighbours.close();
        follower.close();
        parts.close();
    }

    /** What the pairing port tells. */
    private final class Watch implements PairingWatch {
        private final UUID join;

        private Watch(UUID join) {
            this.join = join;
        }

        @Override
        public void paired(Paired paired) {
            var now = parts.world.now();
            var there = paired.theirs().record();
            var met = parts.book.change(join, known -> known.met(there, paired.checkWords(), Optional.empty(), now));
            var refusal = state().federation().members().mayWrite(there.plant())
                    ? Optional.of("plant %s is a member already".formatted(there.label()))
                    : strange(there);
            refusal.ifPresent(why -> met.ifPresent(known -> end(known, why)));
            follower.look();
        }

        @Override
        public void alarm(String text) {
            parts.alarms.alarm(text);
        }

        @Override
        public void ended(Ended why) {
            var text = switch (why) {
                case PAIRED -> "";
                case BURNED -> "three wrong codes: the invite is burned";
                case EXPIRED -> "nobody came in time";
                case WITHDRAWN -> "the invite was taken back";
            };
            parts.book
                    .find(join)
                    .filter(known -> known.isRunning() && known.step() == Join.Step.MEET && !text.isEmpty())
                    .ifPresent(known -> end(known, text));
            LOG.log(INFO, "invite ended join={0} why={1}", join, why);
        }
    }
}

package metalplant.mesh.pairing;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import metalplant.federation.invite.Invite;
import metalplant.federation.invite.InviteBook;
import metalplant.federation.value.PlantId;
import metalplant.model.World;

/**
 * The side that invites: a TCP port that is open exactly as long as one invite is pending. It closes itself when the other side has
 * everything, when the third wrong code burned the invite, and when its time is over.
 *
 * <p>Only a tag that does not fit costs a try. Up to there a stranger learns nothing about the code, and could otherwise burn it by sending
 * noise. The code lives in memory alone, so a plant that restarts has no invite any more.
 */
public final class PairingDoor implements AutoCloseable {
    static final String WRONG_CODE = "the code is wrong";

    private static final System.Logger LOG = System.getLogger(PairingDoor.class.getName());
    private static final int BACKLOG = 16;
    private static final int FAREWELLS_MAX = 32;
    private static final Duration ACCEPT_AGAIN = Duration.ofMillis(100);

    private final PairingSelf self;
    private final Invite invite;
    private final PairingSecret secret;
    private final PairingConfig config;
    private final World world;
    private final SecureRandom chance;
    private final PairingWatch watch;
    private final ServerSocket port;
    private final Admission admission;
    private final World.Cancel expiry;
    /** The arithmetic is heavy and the machine has better things to do than to do it for strangers in parallel. */
    private final ReentrantLock thinking = new ReentrantLock(true);

    private final Semaphore farewells = new Semaphore(FAREWELLS_MAX);

    /** Guarded by {@code this}. */
    private InviteBook book;

    private long bookNanos;
    private boolean closed;

    /**
     * Opens the port.
     *
     * @param bind the address of the uplink; port 0 = any free one
     * @param secret a code, or what the file of this invite carries
     * @throws UncheckedIOException if the port is taken
     */
    public static PairingDoor open(
            InetSocketAddress bind,
            PairingSelf self,
            Invite invite,
            PairingSecret secret,
            PairingConfig config,
            World world,
            SecureRandom chance,
            PairingWatch watch) {
        if (!invite.inviter().equals(self.signer().key())) {
            throw new IllegalArgumentException("a plant gives out its own invites");
        }
        var door = new PairingDoor(bind, self, invite, secret, config, world, chance, watch);
        Thread.ofVirtual().name("pairing door").start(door::accept);
        return door;
    }

    private PairingDoor(
            InetSocketAddress bind,
            PairingSelf self,
            Invite invite,
            PairingSecret secret,
            PairingConfig config,
            World world,
            SecureRandom chance,
            PairingWatch watch) {
        this.self = self;
        this.invite = invite;
        this.secret = secret;
        this.config = config;
        this.world = world;
        this.chance = chance;
        this.watch = watch;
        this.admission = new Admission(config, world);
        long life = secret.joinId().isPresent()
                ? InviteBook.FILE_MILLIS
                : config.codeLife().toMillis();
        this.book = InviteBook.NONE.with(invite, life);
        this.bookNanos = world.nanos();
        try {
            this.port = new ServerSocket();
            port.bind(bind, BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the pairing port at " + bind, e);
        }
        this.expiry = world.after(
                Duration.ofMillis(life), () -> Thread.ofVirtual().start(() -> end(PairingWatch.Ended.EXPIRED)));
        LOG.log(INFO, "pairing port opened port={0} join={1}", Integer.toString(port()), invite.joinId());
    }

    public int port() {
        return port.getLocalPort();
    }

    private void accept() {
        try {
            while (!port.isClosed()) {
                acceptOne();
            }
        } catch (InterruptedException _) {
            // Nobody waits for this thread.
        }
    }

    private void acceptOne() throws InterruptedException {
        try {
            var socket = port.accept();
            Thread.ofVirtual().name("pairing").start(() -> serve(socket));
        } catch (IOException e) {
            LOG.log(DEBUG, "pairing port takes nobody reason={0}", e.getMessage());
            if (!port.isClosed()) {
                world.pause(ACCEPT_AGAIN);
            }
        }
    }

    private void serve(Socket socket) {
        var from = socket.getInetAddress().getHostAddress();
        var turned = admission.enter(from);
        try (var frames = new FrameSocket(socket, config.session(), world)) {
            if (turned.isPresent()) {
                turnAway(frames, turned.get());
                return;
            }
            try {
                host(new Meeting(frames, PairingRole.INVITER, self, chance));
            } catch (Refusal refusal) {
                refused(from, refusal, frames);
            } catch (RuntimeException e) {
                LOG.log(ERROR, "pairing failed address=" + from, e);
                refused(from, new Refusal("an error in the inviting plant, its log says more"), frames);
            } finally {
                admission.leave(from);
            }
        } catch (IOException e) {
            alarm("pairing with %s broke off: %s".formatted(from, e.getMessage()));
        }
    }

    /** Whoever comes in a flood is not even told why. */
    private void turnAway(FrameSocket frames, String why) {
        if (farewells.tryAcquire()) {
            try {
                frames.refuse(why);
            } finally {
                farewells.release();
            }
        }
    }

    private void refused(String from, Refusal refusal, FrameSocket frames) {
        alarm("pairing refused address=%s: %s".formatted(from, refusal.why()));
        if (!refusal.toldByOther()) {
            frames.refuse(refusal.why());
        }
        if (burned()) {
            end(PairingWatch.Ended.BURNED);
        }
    }

    private void host(Meeting meeting) throws IOException, Refusal {
        var frames = meeting.frames();
        var other = greet(meeting);
        var jpake = meeting.jpake(other, secret);
        agree(frames, jpake);
        var tag = jpake.third();
        if (!jpake.confirms(frames.receive(Frame.Round3.class))) {
            throw new Refusal(wrongCode(other));
        }
        frames.send(tag);
        var confirmed = meeting.confirmed(other, jpake.sharedSecret());
        var theirs = confirmed.introduced();
        own(other);
        var paired = confirmed.paired(theirs, invite);
        tell(paired);
        confirmed.introduce(Optional.of(invite));
        confirmed.awaitDone();
        LOG.log(INFO, "paired plant={0} join={1}", other, invite.joinId());
        frames.finish();
        end(PairingWatch.Ended.PAIRED);
    }

    private PlantId greet(Meeting meeting) throws IOException, Refusal {
        var soon = meeting.frames().expectWithin(config.hello());
        var hello = meeting.hello();
        soon.cancel();
        if (hello.inviting()) {
            throw new Refusal("both plants have an invite open: take one of them back, then join from that side");
        }
        if (!hello.joinId().equals(secret.joinId())) {
            throw new Refusal(
                    secret.joinId().isPresent()
                            ? "this plant waits for another invite file, not for a code"
                            : "this plant waits for a code, not for an invite file");
        }
        meeting.hello(secret.joinId(), true);
        return hello.plant();
    }

    private void agree(FrameSocket frames, Jpake jpake) throws IOException, Refusal {
        var first = frames.receive(Frame.Round1.class);
        frames.send(answer(jpake, first));
        var second = frames.receive(Frame.Round2.class);
        frames.send(answer(jpake, second));
    }

    private Frame.Round1 answer(Jpake jpake, Frame.Round1 theirs) throws Refusal {
        thinking.lock();
        try {
            var mine = jpake.first();
            jpake.first(theirs);
            return mine;
        } finally {
            thinking.unlock();
        }
    }

    private Frame.Round2 answer(Jpake jpake, Frame.Round2 theirs) throws Refusal {
        thinking.lock();
        try {
            var mine = jpake.second();
            jpake.second(theirs);
            return mine;
        } finally {
            thinking.unlock();
        }
    }

    private synchronized void own(PlantId other) throws Refusal {
        var answer = aged().shown(invite.joinId(), invite.secret(), other);
        book = answer.book();
        if (answer instanceof InviteBook.Answer.Wrong wrong) {
            throw new Refusal(wrong.why());
        }
    }

    /** The book counts; to it a wrong code is a wrong secret. */
    private synchronized String wrongCode(PlantId other) {
        var answer = aged().shown(invite.joinId(), invite.secret().withFlippedBit(0), other);
        book = answer.book();
        int left = book.pending()
                .get(invite.joinId())
                .map(pending -> InviteBook.TRIES_MAX - pending.wrongTries())
                .orElse(0);
        return "%s; %s"
                .formatted(WRONG_CODE, left == 0 ? "it is burned now, ask for a new invite" : "tries left: " + left);
    }

    private synchronized boolean burned() {
        return !aged().pending().has(invite.joinId());
    }

    private InviteBook aged() {
        long now = world.nanos();
        book = book.aged((now - bookNanos) / 1_000_000);
        bookNanos = now;
        return book;
    }

    private synchronized void tell(Paired paired) throws Refusal {
        if (closed) {
            throw new Refusal("the invite was taken back");
        }
        watch.paired(paired);
    }

    private synchronized void alarm(String text) {
        LOG.log(WARNING, "{0}", text);
        watch.alarm(text);
    }

    private void end(PairingWatch.Ended why) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        expiry.cancel();
        try {
            port.close();
        } catch (IOException e) {
            LOG.log(WARNING, "cannot close the pairing port reason={0}", e.getMessage());
        }
        LOG.log(INFO, "pairing port closed reason={0} join={1}", why, invite.joinId());
        synchronized (this) {
            watch.ended(why);
        }
    }

    /** Takes the invite back. */
    @Override
    public void close() {
        end(PairingWatch.Ended.WITHDRAWN);
    }
}

package metalplant.mesh.pairing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Consumer;
import metalplant.federation.invite.Invite;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/**
 * The side that joins: calls the door, proves the code, gets the invite. Keeps nothing; after a crash the same call with the same code
 * gets the same invite again as long as the door is open, because the invite belongs to this plant from the first time on.
 */
public final class PairingCall {
    private static final int CONNECT_MILLIS = 10_000;

    private final PairingSelf self;
    private final PairingConfig config;
    private final World world;
    private final SecureRandom chance;
    private final Consumer<String> alarm;

    /** @param alarm told when what answered was not what was called, beside the Problem */
    public PairingCall(
            PairingSelf self, PairingConfig config, World world, SecureRandom chance, Consumer<String> alarm) {
        this.self = self;
        this.config = config;
        this.world = world;
        this.chance = chance;
        this.alarm = alarm;
    }

    /**
     * Joins with a code.
     *
     * @param inviting whether this plant has an invite open itself; then both are refused, because nobody could say who joins whom
     * @throws Problem CREDENTIALS_REFUSED if the code is wrong, RULE_VIOLATED for every other refusal, PLANT_UNREACHABLE
     */
    public Paired join(PairingTarget target, boolean inviting) {
        return call(target, inviting, Optional.empty());
    }

    /** Joins with an invite file: the same, and only the plant that signed the file may answer. */
    public Paired join(InviteFile file, boolean inviting) {
        return join(file, file.invite().endpoint(), inviting);
    }

    /** The same where the inviter is reached at another place than it believes. */
    public Paired join(InviteFile file, String endpoint, boolean inviting) {
        var invite = file.invite();
        return call(PairingTarget.at(PairingSecret.ofFile(invite), endpoint), inviting, Optional.of(invite));
    }

    private Paired call(PairingTarget target, boolean inviting, Optional<Invite> expected) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(target.host(), target.port()), CONNECT_MILLIS);
            return talk(socket, target.secret(), inviting, expected);
        } catch (IOException e) {
            throw Problem.of(
                            ProblemCode.PLANT_UNREACHABLE,
                            "no plant answers at %s port %d: is its invite still open?"
                                    .formatted(target.host(), target.port()))
                    .because(e);
        }
    }

    private Paired talk(Socket socket, PairingSecret secret, boolean inviting, Optional<Invite> expected)
            throws IOException {
        try (var frames = new FrameSocket(socket, config.session(), world)) {
            try {
                return meet(new Meeting(frames, PairingRole.JOINER, self, chance), secret, inviting, expected);
            } catch (Refusal refusal) {
                if (!refusal.toldByOther()) {
                    alarm.accept("pairing ended: " + refusal.why());
                    frames.refuse(refusal.why());
                }
                throw Problem.of(code(refusal), "the pairing failed: " + refusal.why());
            }
        }
    }

    /** The file says where the port is, which was not known when the invite was made; everything else is the invite. */
    private static boolean isSame(Invite file, Invite shown) {
        return new Invite(
                        shown.joinId(),
                        shown.federation(),
                        shown.epoch(),
                        file.endpoint(),
                        shown.inviter(),
                        shown.secret())
                .equals(file);
    }

    private static ProblemCode code(Refusal refusal) {
        return refusal.why().contains(PairingDoor.WRONG_CODE)
                ? ProblemCode.CREDENTIALS_REFUSED
                : ProblemCode.RULE_VIOLATED;
    }

    private Paired meet(Meeting meeting, PairingSecret secret, boolean inviting, Optional<Invite> expected)
            throws IOException, Refusal {
        var frames = meeting.frames();
        meeting.hello(secret.joinId(), inviting);
        var other = meeting.hello().plant();
        if (expected.isPresent() && !expected.get().inviter().plant().equals(other)) {
            throw new Refusal("plant %s answers, but the invite is from %s"
                    .formatted(other.text(), expected.get().inviter().plant().text()));
        }
        var jpake = meeting.jpake(other, secret);
        frames.send(jpake.first());
        jpake.first(frames.receive(Frame.Round1.class));
        frames.send(jpake.second());
        jpake.second(frames.receive(Frame.Round2.class));
        frames.send(jpake.third());
        if (!jpake.confirms(frames.receive(Frame.Round3.class))) {
            throw new Refusal("what answers does not know the code");
        }
        var confirmed = meeting.confirmed(other, jpake.sharedSecret());
        confirmed.introduce(Optional.empty());
        var theirs = confirmed.introduced();
        var invite = theirs.invite().orElseThrow();
        if (expected.isPresent() && !isSame(expected.get(), invite)) {
            throw new Refusal("the invite is not the one in the file");
        }
        confirmed.done();
        frames.finish();
        return confirmed.paired(theirs, invite);
    }
}

package metalplant.mesh.pairing;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import metalplant.federation.invite.CheckWords;
import metalplant.federation.invite.Invite;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;

/** What both sides of a meeting do alike; {@link PairingDoor} and {@link PairingCall} say in which order. */
final class Meeting {
    /** Of the protocol. */
    static final int VERSION = 1;

    private static final int NONCE_SIZE = 16;

    private final FrameSocket frames;
    private final PairingRole role;
    private final PairingSelf self;
    private final SecureRandom chance;

    Meeting(FrameSocket frames, PairingRole role, PairingSelf self, SecureRandom chance) {
        this.frames = frames;
        this.role = role;
        this.self = self;
        this.chance = chance;
    }

    FrameSocket frames() {
        return frames;
    }

    void hello(Optional<UUID> joinId, boolean inviting) throws IOException {
        var nonce = new byte[NONCE_SIZE];
        chance.nextBytes(nonce);
        frames.send(new Frame.Hello(VERSION, Bytes.of(nonce), self.plant(), joinId, inviting));
    }

    Frame.Hello hello() throws IOException, Refusal {
        var hello = frames.receive(Frame.Hello.class);
        if (hello.version() != VERSION) {
            throw new Refusal("one plant speaks version %d of pairing and the other version %d: upgrade the older one"
                    .formatted(hello.version(), VERSION));
        }
        if (hello.nonce().size() != NONCE_SIZE) {
            throw new Refusal("a greeting has %d fresh bytes".formatted(NONCE_SIZE));
        }
        if (hello.plant().equals(self.plant())) {
            throw new Refusal("this plant cannot join itself");
        }
        return hello;
    }

    Jpake jpake(PlantId other, PairingSecret secret) {
        return new Jpake(name(role, self.plant()), name(role.other(), other), secret, chance);
    }

    private static String name(PairingRole role, PlantId plant) {
        return "metal-plant/%d/%s/%s".formatted(VERSION, role.name().toLowerCase(java.util.Locale.ROOT), plant.text());
    }

    /** Everything that follows from a confirmed key. */
    final class Confirmed {
        private final PlantId other;
        private final Hash transcript;
        private final SealedChannel channel;

        private Confirmed(PlantId other, byte[] secret) {
            this.other = other;
            this.transcript = frames.transcript();
            this.channel = new SealedChannel(role, secret, transcript);
        }

        void introduce(Optional<Invite> invite) throws IOException {
            var introduction = new Introduction(role, transcript, other, self.card(), invite);
            frames.send(channel.seal(introduction.signed(self.signer())));
        }

        Introduction introduced() throws IOException, Refusal {
            var bytes = channel.open(frames.receive(Frame.Sealed.class));
            return Introduction.read(bytes, role.other(), other, self.plant(), transcript);
        }

        /** The last word of the joiner. */
        void done() throws IOException {
            frames.send(channel.seal(new byte[0]));
        }

        void awaitDone() throws IOException, Refusal {
            if (channel.open(frames.receive(Frame.Sealed.class)).length > 0) {
                throw new Refusal("the last frame has to be empty");
            }
        }

        Paired paired(Introduction theirs, Invite invite) {
            var words =
                    CheckWords.of(self.signer().key(), theirs.card().record().key(), channel.words());
            return new Paired(role, theirs.card(), invite, words);
        }
    }

    Confirmed confirmed(PlantId other, byte[] secret) {
        return new Confirmed(other, secret);
    }
}

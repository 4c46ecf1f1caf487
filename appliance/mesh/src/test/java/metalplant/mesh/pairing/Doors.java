package metalplant.mesh.pairing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import metalplant.federation.invite.Invite;
import metalplant.federation.value.Bytes;
import metalplant.mesh.TestPlant;
import metalplant.model.SystemWorld;

/** An open door of a plant and what it said. */
final class Doors implements AutoCloseable, PairingWatch {
    static final SystemWorld WORLD = new SystemWorld();
    /** Enough connections for hostile tests, all of which come from one address. */
    static final PairingConfig CONFIG = new PairingConfig(
            Duration.ofMinutes(15), Duration.ofSeconds(120), Duration.ofSeconds(60), 1_000, 1_000, 64);

    private final List<Paired> paired = new ArrayList<>();
    private final List<String> alarms = new ArrayList<>();
    private final List<Ended> ended = new ArrayList<>();
    final Invite invite;
    final PairingSecret code;
    final PairingDoor door;

    private Doors(TestPlant inviter, PairingSecret code, Invite invite, PairingConfig config) {
        this.code = code;
        this.invite = invite;
        this.door = PairingDoor.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                inviter.self("inviter"),
                invite,
                code,
                config,
                WORLD,
                TestPlant.CHANCE,
                this);
    }

    static Doors withCode(TestPlant inviter) {
        return withCode(inviter, CONFIG);
    }

    static Doors withCode(TestPlant inviter, PairingConfig config) {
        return new Doors(inviter, PairingSecret.newCode(TestPlant.CHANCE), invite(inviter, "192.0.2.1:7447"), config);
    }

    static Doors withFile(TestPlant inviter) {
        var invite = invite(inviter, "192.0.2.1:7447");
        return new Doors(inviter, PairingSecret.ofFile(invite), invite, CONFIG);
    }

    static Invite invite(TestPlant inviter, String endpoint) {
        var secret = new byte[Invite.SECRET_SIZE];
        TestPlant.CHANCE.nextBytes(secret);
        return new Invite(
                UUID.randomUUID(),
                UUID.randomUUID(),
                1,
                endpoint,
                inviter.identity().signer().key(),
                Bytes.of(secret));
    }

    /** Where it really is. */
    String endpoint() {
        return "127.0.0.1:" + door.port();
    }

    PairingTarget target() {
        return new PairingTarget(code, "127.0.0.1", door.port());
    }

    @Override
    public synchronized void paired(Paired one) {
        paired.add(one);
    }

    @Override
    public synchronized void alarm(String text) {
        alarms.add(text);
    }

    @Override
    public synchronized void ended(Ended why) {
        ended.add(why);
    }

    synchronized List<Paired> paired() {
        return List.copyOf(paired);
    }

    synchronized List<String> alarms() {
        return List.copyOf(alarms);
    }

    synchronized List<Ended> ended() {
        return List.copyOf(ended);
    }

    @Override
    public void close() {
        door.close();
    }
}

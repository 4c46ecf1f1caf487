package metalplant.console;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.console.access.Guest;
import metalplant.console.peer.Forwarding;
import metalplant.console.peer.PeerBook;
import metalplant.console.peer.PeerTrust;
import metalplant.mesh.certificate.Authority;
import metalplant.mesh.certificate.KeyedCertificate;
import metalplant.mesh.certificate.Validity;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.testkit.bus.Eventually;
import metalplant.wire.federation.ConsolePeers;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine of one plant from the console of another one, with TLS 1.3 and SSH between the two, as they would be in a tunnel. */
class TwoPlantsTest {
    private static final String NEAR = "0123456789abcdef0123456789abcdef";
    private static final String FAR = "fedcba9876543210fedcba9876543210";
    private static final Authority NEAR_AUTHORITY = Authority.create(Validity.FOR_EVER);
    private static final Authority FAR_AUTHORITY = Authority.create(Validity.FOR_EVER);
    private static final Authority STRANGER = Authority.create(Validity.FOR_EVER);

    private final Path folder;
    private final Map<String, KeyedCertificate> leaves = new HashMap<>();
    private final SerialMachine machine;
    private final SshClients clients;
    private final String alice;
    private final OneMachine nearBook = new OneMachine();
    private final OneMachine farBook = new OneMachine();
    private final int farPort = Programs.freePort();
    private final ConsoleServer far;
    private final ConsoleServer near;

    TwoPlantsTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        this.machine = new SerialMachine(folder.resolve("machine"));
        this.clients = new SshClients(folder.resolve("clients"));
        this.alice = clients.key("alice", "ed25519");
        allocate("first");
        farBook.behind(machine.controller());
        write("far", FAR, FAR_AUTHORITY, member(NEAR, NEAR_AUTHORITY, "", "edit", List.of("here-near")));
        write(
                "near",
                NEAR,
                NEAR_AUTHORITY,
                member(FAR, FAR_AUTHORITY, "127.0.0.1:" + farPort, "view", List.of("there")));
        this.far = start("far", farPort, farBook);
        this.near = start("near", 0, nearBook);
    }

    private void allocate(String mark) {
        farBook.with(OneMachine.allocated(true, mark, alice));
        nearBook.with(OneMachine.allocated(false, mark, alice));
    }

    private static ConsolePeers.Member member(
            String plant, Authority authority, String address, String role, List<String> partitions) throws Exception {
        var der = authority.identity().certificate().getEncoded();
        return new ConsolePeers.Member(
                plant, "plant-" + plant.charAt(0), Base64.getEncoder().encodeToString(der), address, role, partitions);
    }

    private static KeyedCertificate leaf(Authority authority, String name) {
        return authority.issue(
                "console",
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, name)),
                List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth),
                Validity.FOR_EVER);
    }

    private void write(String name, String plant, Authority authority, ConsolePeers.Member... members)
            throws Exception {
        // The same each time: a door that shows another one opens anew, and whoever comes at that moment is sent away.
        var leaf = leaves.computeIfAbsent(plant, each -> leaf(authority, PeerTrust.SCHEME + each));
        write(name, plant, leaf, members);
    }

    private void write(String name, String plant, KeyedCertificate leaf, ConsolePeers.Member... members)
            throws Exception {
        var peers = AtomicFile.folder(folder.resolve(name).resolve("peers"), "rwx------");
        AtomicFile.write(
                peers.resolve(PeerBook.KEY),
                (leaf.certificatePem() + leaf.keyPem()).getBytes(US_ASCII),
                AtomicFile.SECRET);
        AtomicFile.write(
                peers.resolve(PeerBook.PEERS),
                new ObjectMapper()
                        .writeValueAsString(new ConsolePeers(plant, "", List.of(members)))
                        .getBytes(UTF_8),
                AtomicFile.SECRET);
    }

    private ConsoleServer start(String name, int peerPort, OneMachine book) {
        return book.serve(folder.resolve(name), peerPort, "ipmitool");
    }

    @AfterEach
    void end() {
        clients.close();
        near.close();
        far.close();
        machine.close();
    }

    @Test
    void aMachineOfAnotherPlantIsReachedUnderTheSameNameAndBothWriteItDown() throws Exception {
        var session = clients.withKey(near.port(), "alice");
        session.sees("is at there").sees("Ctrl-] ? says").types("uname\r");
        session.sees("heard <uname>");
        // The other console has the size of the terminal here, and takes what is typed for it.
        session.types("\u001ds");
        session.sees("heard <stty rows 40 columns 120>");
        assertThat(far.seen())
                .singleElement()
                .satisfies(
                        seen -> assertThat(seen.who()).startsWith("key SHA256:").endsWith("of plant-0"));
        session.types("\u001d.");
        session.ends();
        for (var name : List.of("near", "far")) {
            assertThat(Files.readString(folder.resolve(name).resolve("console/audit.jsonl")))
                    .contains("\"event\":\"opened\"", "key SHA256:");
        }
    }

    @Test
    void theEndOfTheAllocationOverThereEndsTheSessionHere() {
        var session = clients.withKey(near.port(), "alice").sees("Ctrl-] ? says");
        // Only there: the console here learns it from the other one.
        farBook.with(OneMachine.allocated(true, "second", alice));
        session.sees("allocated to somebody else by now");
        session.ends();
    }

    @Test
    void aPlantThatIsNoMemberAnyMoreIsOut() throws Exception {
        var session = clients.withKey(near.port(), "alice").sees("Ctrl-] ? says");
        write("far", FAR, FAR_AUTHORITY);
        session.ends();
        Eventually.until("nobody looks over there", () -> far.seen().isEmpty());
        assertThat(clients.withKey(near.port(), "alice")
                        .sees("cannot be reached")
                        .ends())
                .isEqualTo(1);
    }

    @Test
    void adminsOfAPlantWhoseRoleHereIsLessThanEditAreNone() throws Exception {
        clients.withToken(near.port(), OneMachine.TOKEN).sees("Ctrl-] ? says").close();
        write("far", FAR, FAR_AUTHORITY, member(NEAR, NEAR_AUTHORITY, "", "view", List.of()));
        clients.withToken(near.port(), OneMachine.TOKEN).sees("are none here");
        clients.withKey(near.port(), "alice").sees("Ctrl-] ? says");
    }

    @Test
    void certificatesOfStrangersAndOfOtherDoorsOpenNothing() throws Exception {
        assertThatThrownBy(() -> forward(leaf(STRANGER, PeerTrust.SCHEME + NEAR)))
                .isInstanceOf(Problem.class);
        // What the plant shows at its door for other plants.
        assertThatThrownBy(() -> forward(leaf(NEAR_AUTHORITY, "plant:" + NEAR))).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> forward(leaf(NEAR_AUTHORITY, PeerTrust.SCHEME + FAR)))
                .isInstanceOf(Problem.class);
        assertThat(far.seen()).isEmpty();
    }

    @Test
    void aFalsePlantOverThereIsNotTalkedTo() throws Exception {
        write("near", NEAR, NEAR_AUTHORITY, member(FAR, STRANGER, "127.0.0.1:" + farPort, "view", List.of("there")));
        clients.withKey(near.port(), "alice").sees("cannot be reached").ends();
        assertThat(far.seen()).isEmpty();
    }

    /** Goes there with this certificate. */
    private void forward(KeyedCertificate leaf) throws Exception {
        write("other", NEAR, leaf, member(FAR, FAR_AUTHORITY, "127.0.0.1:" + farPort, "view", List.of("there")));
        var trust = new PeerTrust(new PeerBook(folder.resolve("other").resolve("peers")), Optional.empty());
        try (var forwarding = new Forwarding(trust)) {
            forwarding
                    .open(OneMachine.allocated(false, "first"), new Guest.Admin("eve"), 80, 24)
                    .close();
        }
    }
}

package metalplant.mesh.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.invite.InviteBook;
import metalplant.federation.value.Bytes;
import metalplant.mesh.TestPlant;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.testkit.bus.Eventually;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes part in the five minutes of federation tests: about ten seconds, most of it arithmetic of J-PAKE. */
class PairingTest {
    @TempDir
    static Path folder;

    private static TestPlant north;
    private static TestPlant south;
    private static TestPlant west;

    private final List<String> alarms = new ArrayList<>();

    @BeforeAll
    static void thereAreThreePlants() {
        north = TestPlant.in(folder.resolve("north"));
        south = TestPlant.in(folder.resolve("south"));
        west = TestPlant.in(folder.resolve("west"));
    }

    private PairingCall call(TestPlant plant) {
        return new PairingCall(plant.self("joiner"), Doors.CONFIG, Doors.WORLD, TestPlant.CHANCE, alarms::add);
    }

    @Test
    void bothSidesLearnTheSameAndShowTheSameWords() {
        try (var doors = Doors.withCode(north)) {
            // when
            var joined = call(south).join(doors.target(), false);

            // then
            Eventually.until("the door is closed", () -> doors.ended().equals(List.of(PairingWatch.Ended.PAIRED)));
            var hosted = doors.paired().getLast();
            assertThat(joined.theirs()).isEqualTo(north.self("inviter").card());
            assertThat(hosted.theirs()).isEqualTo(south.self("joiner").card());
            assertThat(joined.invite()).isEqualTo(doors.invite).isEqualTo(hosted.invite());
            assertThat(joined.checkWords()).hasSize(4).isEqualTo(hosted.checkWords());
            assertThat(joined.role()).isEqualTo(PairingRole.JOINER);
            assertThat(hosted.role()).isEqualTo(PairingRole.INVITER);
            assertThat(doors.alarms()).isEmpty();
            assertThatThrownBy(() -> call(west).join(doors.target(), false))
                    .isInstanceOfSatisfying(
                            Problem.class, p -> assertThat(p.code()).isEqualTo(ProblemCode.PLANT_UNREACHABLE));
        }
    }

    @Test
    void twoMeetingsHaveDifferentWords() {
        var seen = new HashSet<List<String>>();
        for (int i = 0; i < 2; i++) {
            try (var doors = Doors.withCode(north)) {
                seen.add(call(south).join(doors.target(), false).checkWords());
            }
        }
        assertThat(seen).hasSize(2);
    }

    @Test
    void theThirdWrongCodeBurnsTheInvite() {
        try (var doors = Doors.withCode(north)) {
            var wrong = new PairingTarget(PairingSecret.newCode(TestPlant.CHANCE), "127.0.0.1", doors.door.port());

            // when
            for (int left = InviteBook.TRIES_MAX - 1; left >= 0; left--) {
                var why = catchThrowableOfType(Problem.class, () -> call(west).join(wrong, false));

                // then
                assertThat(why.code()).isEqualTo(ProblemCode.CREDENTIALS_REFUSED);
                assertThat(why).hasMessageContaining(left > 0 ? "tries left: " + left : "burned");
            }
            Eventually.until("it is burned", () -> doors.ended().equals(List.of(PairingWatch.Ended.BURNED)));
            assertThat(doors.alarms())
                    .hasSize(3)
                    .allSatisfy(text -> assertThat(text).contains(PairingDoor.WRONG_CODE));
            assertThat(doors.paired()).isEmpty();
            assertThatThrownBy(() -> call(south).join(doors.target(), false)).isInstanceOf(Problem.class);
        }
    }

    @Test
    void aRightCodeAfterAWrongOneIsGood() {
        try (var doors = Doors.withCode(north)) {
            var wrong = new PairingTarget(PairingSecret.newCode(TestPlant.CHANCE), "127.0.0.1", doors.door.port());
            assertThatThrownBy(() -> call(south).join(wrong, false)).isInstanceOf(Problem.class);

            // then
            assertThat(call(south).join(doors.target(), false).invite()).isEqualTo(doors.invite);
        }
    }

    @Test
    void aLostLastAnswerIsAskedForAgainByTheSamePlantOnly() throws IOException {
        // given a relay that cuts the line before the invite arrives
        try (var doors = Doors.withCode(north);
                var relay = new Relay(
                        doors.door.port(), (toDoor, number, bytes) -> !toDoor && number == 4 ? Relay.CUT : bytes)) {
            var cut = new PairingTarget(doors.code, "127.0.0.1", relay.port());
            assertThatThrownBy(() -> call(south).join(cut, false)).isInstanceOf(Problem.class);
            Eventually.until("the door gave it out", () -> doors.paired().size() == 1);

            // when another plant, which heard the code too, comes
            var why = catchThrowableOfType(Problem.class, () -> call(west).join(doors.target(), false));
            var again = call(south).join(doors.target(), false);

            // then
            assertThat(why).hasMessageContaining("used by another plant");
            Eventually.until("both are done", () -> doors.ended().equals(List.of(PairingWatch.Ended.PAIRED)));
            assertThat(again.invite()).isEqualTo(doors.invite);
            assertThat(doors.paired().getLast().checkWords()).isEqualTo(again.checkWords());
            assertThat(doors.paired())
                    .allSatisfy(paired -> assertThat(paired.plant()).isEqualTo(south.id()));
        }
    }

    @Test
    void whoeverChangesAnythingOnTheWayEndsItForBoth() throws IOException {
        var random = new Random(20261121);
        for (var place : places()) {
            try (var doors = Doors.withCode(north);
                    var relay = new Relay(
                            doors.door.port(),
                            (toDoor, number, bytes) -> toDoor == place.toDoor() && number == place.number()
                                    ? flipped(bytes, place.from(), random)
                                    : bytes)) {
                // when
                var target = new PairingTarget(doors.code, "127.0.0.1", relay.port());
                boolean lastWord = place.toDoor() && place.number() == 5;
                var why = lastWord
                        ? null
                        : catchThrowableOfType(Problem.class, () -> call(south).join(target, false));
                if (lastWord) {
                    call(south).join(target, false);
                }

                // then
                Eventually.until(
                        "an alarm after " + place, () -> !doors.alarms().isEmpty());
                if (why != null) {
                    assertThat(why).as(place.toString()).hasMessageContaining("the pairing failed");
                }
                boolean proven = place.number() > 4 || !place.toDoor() && place.number() == 4;
                assertThat(doors.paired()).as(place.toString()).hasSize(proven ? 1 : 0);
                assertThat(doors.ended()).as(place.toString()).isEmpty();
            }
        }
    }

    /** @param from where in the frame a bit is turned at the earliest */
    private record Place(boolean toDoor, int number, int from) {}

    /** The start and some place of each of the frames: hello, three rounds, introduction, last word. */
    private static List<Place> places() {
        var all = new ArrayList<Place>();
        for (var toDoor : List.of(true, false)) {
            for (int number = 0; number < 5; number++) {
                all.add(new Place(toDoor, number, 0));
                all.add(new Place(toDoor, number, 10));
            }
        }
        // Nonces, and the plant ids.
        all.add(new Place(true, 0, 14));
        all.add(new Place(false, 0, 35));
        all.add(new Place(true, 5, 10));
        return all;
    }

    private static byte[] flipped(byte[] bytes, int from, Random random) {
        int byteAt = from + (from == 0 ? 0 : random.nextInt(Math.min(12, bytes.length - from)));
        return Bytes.of(bytes).withFlippedBit(8 * byteAt + random.nextInt(8)).toArray();
    }

    @Test
    void whatWasRecordedIsOfNoUseLater() throws IOException {
        try (var doors = Doors.withCode(north);
                var relay = new Relay(doors.door.port(), (_, _, bytes) -> bytes)) {
            // given
            call(south).join(new PairingTarget(doors.code, "127.0.0.1", relay.port()), false);
            var recorded = relay.heard();
            assertThat(recorded).hasSize(6);

            // when everything is said again to the same plant, with the same code open
            try (var second = Doors.withCode(north)) {
                var answers = say(second.door.port(), recorded);

                // then
                assertThat(answers).contains("proof does not hold").doesNotContain("Sealed");
                Eventually.until("an alarm", () -> !second.alarms().isEmpty());
                assertThat(second.paired()).isEmpty();
            }
        }
    }

    @Test
    void theCodeAndTheSecretNeverCrossTheLine() throws IOException {
        var seen = new StringBuffer();
        try (var doors = Doors.withCode(north);
                var relay = new Relay(doors.door.port(), (_, _, bytes) -> {
                    seen.append(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1));
                    return bytes;
                })) {
            // when
            call(south).join(new PairingTarget(doors.code, "127.0.0.1", relay.port()), false);

            // then
            assertThat(seen.toString())
                    .doesNotContain(new String(doors.code.password()))
                    .doesNotContain(doors.code.shown())
                    .doesNotContain(
                            new String(doors.invite.secret().toArray(), java.nio.charset.StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void aStrangerInTheMiddleWhoPlaysBothSidesIsFoundOut() {
        // given a stranger with a door of his own and no code, and a joiner who was led to him
        try (var doors = Doors.withCode(north);
                var stranger = Doors.withCode(west)) {
            var misled = new PairingTarget(doors.code, "127.0.0.1", stranger.door.port());

            // then neither the joiner nor the plant lets him in
            assertThatThrownBy(() -> call(south).join(misled, false)).isInstanceOf(Problem.class);
            assertThatThrownBy(() ->
                            call(west).join(new PairingTarget(stranger.code, "127.0.0.1", doors.door.port()), false))
                    .isInstanceOf(Problem.class);
            assertThat(doors.paired()).isEmpty();
            assertThat(stranger.paired()).isEmpty();
        }
    }

    @Test
    void twoInvitesThatCrossAreRefusedOnBothSides() {
        try (var doors = Doors.withCode(north)) {
            // when
            var why = catchThrowableOfType(Problem.class, () -> call(south).join(doors.target(), true));

            // then
            assertThat(why).hasMessageContaining("both plants have an invite open");
            Eventually.until("an alarm", () -> doors.alarms().toString().contains("both plants have an invite open"));
            assertThat(doors.paired()).isEmpty();
        }
    }

    @Test
    void aPlantDoesNotJoinItself() {
        try (var doors = Doors.withCode(north)) {
            assertThatThrownBy(() -> call(north).join(doors.target(), false))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("cannot join itself");
        }
    }

    @Test
    void noiseCostsNoTryAndIsToldWhatItIs() throws IOException {
        try (var doors = Doors.withCode(north)) {
            var random = new Random(7);
            var oversized = new byte[] {0x7f, 0, 0, 0};

            // when
            assertThat(raw(doors.door.port(), "GET / HTTP/1.1\r\n\r\n".getBytes()))
                    .contains("no frame at all");
            assertThat(raw(doors.door.port(), oversized)).contains("no frame at all");
            for (int i = 0; i < 20; i++) {
                var noise = new byte[4 + random.nextInt(300)];
                random.nextBytes(noise);
                noise[0] = 0;
                noise[1] = 0;
                noise[2] = 0;
                noise[3] = (byte) Math.min(noise.length - 4, 127);
                assertThat(raw(doors.door.port(), noise)).isNotEmpty();
            }
            var newer = CanonicalForm.encode(
                    Frame.class, new Frame.Hello(2, Bytes.of(new byte[16]), west.id(), Optional.empty(), false));
            assertThat(say(doors.door.port(), List.of(newer))).contains("upgrade the older one");
            var wrongFrame = CanonicalForm.encode(Frame.class, new Frame.Round3(Bytes.of(new byte[32])));
            assertThat(say(doors.door.port(), List.of(wrongFrame))).contains("where a Hello belongs");

            // then
            assertThat(doors.alarms()).hasSizeGreaterThanOrEqualTo(24);
            assertThat(call(south).join(doors.target(), false).invite()).isEqualTo(doors.invite);
        }
    }

    @Test
    void whoDripsIsCutOffAndNobodyElseWaitsForHim() throws IOException {
        var impatient = new PairingConfig(
                Duration.ofMinutes(15), Duration.ofSeconds(120), Duration.ofMillis(300), 1_000, 1_000, 64);
        try (var doors = Doors.withCode(north, impatient);
                var slow = new Socket(InetAddress.getLoopbackAddress(), doors.door.port())) {
            // when
            slow.getOutputStream().write(new byte[] {0, 0});

            // then: on a busy machine the good one may be too slow as well, which costs no try
            var joined = Eventually.succeeds("joined", () -> call(south).join(doors.target(), false));
            assertThat(joined.invite()).isEqualTo(doors.invite);
            assertThat(answers(slow)).contains("it took too long");
        }
    }

    @Test
    void tooManyConnectionsAreTurnedAway() throws IOException {
        var strict =
                new PairingConfig(Duration.ofMinutes(15), Duration.ofSeconds(120), Duration.ofSeconds(20), 3, 2, 64);
        try (var doors = Doors.withCode(north, strict)) {
            // when
            raw(doors.door.port(), new byte[] {0x7f, 0, 0, 0});
            raw(doors.door.port(), new byte[] {0x7f, 0, 0, 0});

            // then
            assertThat(raw(doors.door.port(), new byte[] {0x7f, 0, 0, 0})).contains("try again in a minute");
        }
    }

    @Test
    void anInviteNobodyTookIsGoneInTime() {
        var brief = new PairingConfig(Duration.ofMillis(50), Duration.ofSeconds(120), Duration.ofSeconds(20), 9, 9, 9);
        try (var doors = Doors.withCode(north, brief)) {
            Eventually.until("it expired", () -> doors.ended().equals(List.of(PairingWatch.Ended.EXPIRED)));
            assertThatThrownBy(() -> call(south).join(doors.target(), false)).isInstanceOf(Problem.class);
        }
    }

    @Test
    void anInviteFileTakesThePlaceOfTheCodeAndNamesWhoMayAnswer() {
        try (var doors = Doors.withFile(north)) {
            // given
            var file = InviteFile.read(
                    new InviteFile(doors.invite, north.self("inviter").card())
                            .signed(north.identity().signer()));

            // when
            var joined = call(south).join(file, doors.endpoint(), false);

            // then
            assertThat(joined.invite()).isEqualTo(doors.invite);
            assertThat(joined.theirs()).isEqualTo(file.inviter());
        }
    }

    @Test
    void anInviteFileIsNotAnsweredByAnotherPlantNorACodeByADoorForFiles() {
        try (var doors = Doors.withFile(north)) {
            // given a file of another plant that leads here
            var theirs = new InviteFile(
                    Doors.invite(west, doors.invite.endpoint()),
                    west.self("inviter").card());
            var code = new PairingTarget(PairingSecret.newCode(TestPlant.CHANCE), "127.0.0.1", doors.door.port());

            // then
            assertThatThrownBy(() -> call(south).join(theirs, doors.endpoint(), false))
                    .hasMessageContaining("another invite file");
            assertThatThrownBy(() -> call(south).join(code, false)).hasMessageContaining("not for a code");
            assertThat(doors.paired()).isEmpty();
        }
    }

    @Test
    void everyTurnedBitOfAnInviteFileIsNoticed() {
        var invite = Doors.invite(north, "192.0.2.1:7447");
        var bytes = Bytes.of(new InviteFile(invite, north.self("inviter").card())
                .signed(north.identity().signer()));
        for (int bit = 0; bit < 8 * bytes.size(); bit += 5) {
            var changed = bytes.withFlippedBit(bit).toArray();
            assertThatThrownBy(() -> InviteFile.read(changed)).isInstanceOf(Problem.class);
        }
    }

    /** Says frames without waiting for answers. */
    private static String say(int port, List<byte[]> frames) throws IOException {
        var all = new ByteArrayOutputStream();
        for (var frame : frames) {
            Relay.send(all, frame);
        }
        return raw(port, all.toByteArray());
    }

    private static String raw(int port, byte[] bytes) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            return answers(socket);
        }
    }

    /** All frames until the end. */
    private static String answers(Socket socket) throws IOException {
        var all = new StringBuilder();
        var in = new DataInputStream(socket.getInputStream());
        try {
            while (true) {
                var bytes = in.readNBytes(in.readInt());
                all.append(CanonicalForm.decode(Frame.class, bytes)).append(' ');
            }
        } catch (IOException _) {
            return all.toString();
        }
    }
}

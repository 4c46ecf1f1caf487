package metalplant.server.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.federation.entry.Incarnation;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.invite.Invite;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.value.Bytes;
import metalplant.model.Problem;
import metalplant.wire.federation.JoinPlan;
import metalplant.wire.federation.JoinStep;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinBookTest {
    private static final Instant NOW = Instant.parse("2026-11-21T22:00:00Z");
    private static final MemberRecord OTHER = new MemberRecord(
            Ed25519.signer(Bytes.of(new byte[32])).key(),
            "other",
            1,
            new Incarnation(1, Bytes.of(new byte[16])),
            Bytes.of(new byte[] {1}),
            Bytes.of(new byte[32]),
            "tcp 192.0.2.7:1,2");
    private static final JoinPlan PLAN = new JoinPlan("aa", List.of());

    @TempDir
    Path folder;

    private JoinBook book;

    @BeforeEach
    void open() {
        book = reopened();
    }

    private JoinBook reopened() {
        return new JoinBook(folder.resolve("joins.json"));
    }

    private static Join begun(int minute) {
        return Join.begun(UUID.randomUUID(), Join.Role.JOINER, NOW.plusSeconds(60L * minute));
    }

    private static Invite invite() {
        return new Invite(UUID.randomUUID(), UUID.randomUUID(), 0, "", OTHER.key(), Bytes.of(new byte[16]));
    }

    @Test
    void whatWasWrittenIsThereAfterARestart() {
        var invite = invite();
        var join = begun(0).met(OTHER, List.of("a", "b", "c", "d"), Optional.of(invite), NOW);

        book.add(join);

        var read = reopened().get(join.id());
        assertThat(read).isEqualTo(join);
        assertThat(read.other()).contains(OTHER);
        assertThat(read.taken()).contains(invite);
    }

    @Test
    void aPlantThatStartsFindsTheBookBesideItsKeys() {
        var join = begun(0).met(OTHER, List.of("a", "b", "c", "d"), Optional.of(invite()), NOW);

        book.add(join);

        assertThat(JoinBook.in(folder).running()).containsExactly(join);
    }

    @Test
    void theFileIsForItsOwnerAlone() throws Exception {
        book.add(begun(0));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("joins.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aDamagedBookBeginsAgain() throws Exception {
        Files.writeString(folder.resolve("joins.json"), "{\"joins\":[{\"id\":7}");

        var fresh = reopened();

        assertThat(fresh.all()).isEmpty();
        fresh.add(begun(0));
        assertThat(reopened().all()).hasSize(1);
    }

    @Test
    void joinsThatEndedLongestAgoAreForgottenFirstAndARunningOneNever() {
        var running = begun(0);
        book.add(running);
        for (int minute = 1; minute <= 40; minute++) {
            book.add(begun(minute).ended(Join.State.FAILED, "why", NOW));
        }

        assertThat(book.all()).hasSize(16).first().isEqualTo(running);
        assertThat(book.all().getLast().begun()).isAfter(NOW.plusSeconds(60 * 20));
    }

    @Test
    void aJoinThatNobodyKnowsIsNotFound() {
        assertThatThrownBy(() -> book.get(UUID.randomUUID())).isInstanceOf(Problem.class);
        assertThat(book.change(UUID.randomUUID(), join -> join)).isEmpty();
    }

    @Test
    void whatWasAcceptedOfOnePlanIsNotAcceptedOfAnother() {
        var agreed = begun(0).planned(PLAN, NOW).accepting(true, true);

        assertThat(agreed.planned(PLAN, NOW).accepted()).isTrue();
        var changed = agreed.planned(new JoinPlan("bb", List.of()), NOW);
        assertThat(changed.accepted()).isFalse();
        assertThat(changed.acceptedThere()).isFalse();
    }

    @Test
    void peopleSeeWhichStepWaitsForWhatAndSinceWhen() {
        var join = begun(0).met(OTHER, List.of(), Optional.empty(), NOW).at(Join.Step.READ, "the ledger", NOW);

        assertThat(join.response().steps())
                .contains(new JoinStep("link", "done", null, null), new JoinStep("read", "doing", NOW, "the ledger"))
                .contains(new JoinStep("sign", "pending", null, null));
        assertThat(join.ended(Join.State.FAILED, "why", NOW).response().steps())
                .contains(new JoinStep("read", "failed", NOW, null));
        assertThat(join.ended(Join.State.JOINED, null, NOW).response().steps())
                .allMatch(step -> step.state().equals("done"));
    }

    @Test
    void onceItIsSignedItCannotBeGivenUpAlone() {
        var join = begun(0).planned(PLAN, NOW);

        assertThat(join.canBeGivenUp()).isTrue();
        assertThat(join.at(Join.Step.SIGN, null, NOW).canBeGivenUp()).isFalse();
        assertThat(join.ended(Join.State.FAILED, "why", NOW).canBeGivenUp()).isFalse();
    }

    @Test
    void aFingerprintIsComparedWithoutRegardToHowItIsWritten() {
        var shown = Fingerprint.of(OTHER);

        Fingerprint.demand(OTHER, shown.toUpperCase(java.util.Locale.ROOT).replace('-', ' '));
        assertThat(shown).hasSize(39).matches("[0-9a-f]{4}(-[0-9a-f]{4}){7}");
        assertThatThrownBy(() -> Fingerprint.demand(OTHER, shown.substring(5))).isInstanceOf(Problem.class);
    }
}

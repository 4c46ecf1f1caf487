package metalplant.door.hmac;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.testkit.HandWorld;
import org.junit.jupiter.api.Test;

/** Headers that are almost right: whoever changes anything that is signed is refused, in words and never by an accident. */
class HostileSignaturesTest {
    private static final long SEED = Long.getLong("seed", 20_261_130L);
    private static final int ROUNDS = 50_000;
    private static final String[] TYPES = {
        "Metal-View", "Metal-Edit", "Metal-Admin", "metal-view", "Bearer", "", "Metal-Root"
    };
    private static final String[] KEYS = {"v", "e", "a", "", "other"};

    private final HandWorld world = new HandWorld(Instant.parse("2026-01-01T00:10:00Z"));
    private final HmacAuth auth = new HmacAuth(
            List.of(HmacUser.view("v"), HmacUser.edit("e"), HmacUser.admin("a")),
            "metal-stack",
            world,
            Instant.parse("2026-01-01T00:00:00Z"),
            LeasePrincipals.NONE);

    private record Headers(String authorization, String date, String salt) {}

    @Test
    void whatIsNotSignedWithTheKeyOfItsTypeIsRefusedAndNothingElseHappens() {
        var random = new Random(SEED);
        int accepted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int type = random.nextInt(TYPES.length);
            int key = random.nextInt(3) == 0 ? random.nextInt(KEYS.length) : Math.min(type, KEYS.length - 1);
            var date = world.now().plusSeconds(random.nextInt(41) - 20);
            var right = sign(TYPES[type], KEYS[key], date, "salt" + round);
            boolean touched = random.nextInt(3) > 0;
            var sent = touched ? changed(random, right) : right;
            boolean good = type < 3 && key == type && sameMeaning(sent, right);
            boolean passed = passes(sent, round);
            assertThat(passed && !good)
                    .as("seed %d, round %d: %s was let in", SEED, round, sent)
                    .isFalse();
            assertThat(!passed && good && sent.equals(right))
                    .as("seed %d, round %d: %s was refused", SEED, round, sent)
                    .isFalse();
            accepted += passed ? 1 : 0;
        }
        assertThat(accepted).isGreaterThan(ROUNDS / 20);
    }

    private boolean passes(Headers headers, int round) {
        try {
            var signed = auth.verify(headers.authorization(), headers.date(), headers.salt(), "GET", Optional.empty());
            auth.checkReplay(signed, "GET", "/v1/size", new byte[0]);
            return true;
        } catch (Problem e) {
            assertThat(e.code()).as("round %d", round).isEqualTo(ProblemCode.CREDENTIALS_REFUSED);
            return false;
        }
    }

    private static Headers sign(String type, String key, Instant date, String salt) {
        // An empty key makes no mac; any bytes do.
        var bytes = (key.isEmpty() ? "\u0000" : key).getBytes(StandardCharsets.UTF_8);
        var mac = HexFormat.of().formatHex(Signature.compute(bytes, date, "GET", salt));
        return new Headers(type + " " + mac, date.toString(), salt);
    }

    /** Upper case in the mac, or another spelling of the same second, changes nothing that is signed. */
    private static boolean sameMeaning(Headers sent, Headers right) {
        return sent.salt().equals(right.salt())
                && sent.authorization()
                        .toLowerCase(Locale.ROOT)
                        .equals(right.authorization().toLowerCase(Locale.ROOT))
                && sent.date().startsWith(right.date().substring(0, right.date().length() - 1));
    }

    private static Headers changed(Random random, Headers right) {
        return switch (random.nextInt(3)) {
            case 0 -> new Headers(text(random, right.authorization()), right.date(), right.salt());
            case 1 -> new Headers(right.authorization(), text(random, right.date()), right.salt());
            default -> new Headers(right.authorization(), right.date(), text(random, right.salt()));
        };
    }

    private static String text(Random random, String text) {
        int at = random.nextInt(text.length() + 1);
        var odd = List.of("", " ", "\u0000", "é", "0", "Z", "+01:00", ".5", "\r\n", "\ud83d\ude00", "9".repeat(40));
        return switch (random.nextInt(4)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(0, at) + odd.get(random.nextInt(odd.size())) + text.substring(at);
            case 2 ->
                text.substring(0, at) + (char) random.nextInt(0x250) + text.substring(Math.min(text.length(), at + 1));
            default -> odd.get(random.nextInt(odd.size()));
        };
    }
}

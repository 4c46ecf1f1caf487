package metalplant.federation.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.ParameterizedType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import metalplant.federation.entry.Command;
import metalplant.federation.plant.Message;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalFormTest {
    enum Colour {
        RED,
        BLUE
    }

    record Inner(String text, Optional<Long> number) {}

    record Everything(
            boolean flag,
            int small,
            long large,
            String text,
            Bytes bytes,
            UUID id,
            BigInteger number,
            Colour colour,
            List<Inner> list) {}

    private static Everything everything(Random random) {
        var list = new ArrayList<Inner>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(new Inner(text(random), random.nextBoolean() ? Optional.of(random.nextLong()) : Optional.empty()));
        }
        var bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return new Everything(
                random.nextBoolean(),
                random.nextInt(),
                random.nextLong(),
                text(random),
                Bytes.of(bytes),
                new UUID(random.nextLong(), random.nextLong()),
                new BigInteger(random.nextInt(130), random),
                Colour.values()[random.nextInt(2)],
                List.copyOf(list));
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(6), 0x20, 0x2000)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatIsWrittenIsRead(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            var value = everything(random);
            assertThat(CanonicalForm.decode(Everything.class, CanonicalForm.encode(value)))
                    .isEqualTo(value);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void bytesThatCanBeReadAreTheOnlyOnesOfTheirValue(long seed) {
        var random = new Random(seed);
        int readable = 0;
        for (int i = 0; i < 3_000; i++) {
            var bytes = Bytes.of(CanonicalForm.encode(everything(random)));
            var damaged = bytes.withFlippedBit(random.nextInt(bytes.size() * 8)).toArray();
            try {
                var value = CanonicalForm.decode(Everything.class, damaged);
                assertThat(CanonicalForm.encode(value)).isEqualTo(damaged);
                readable++;
            } catch (Malformed e) {
                assertThat(e).hasMessageMatching("(?s).+");
            }
        }
        assertThat(readable).isPositive();
    }

    @Test
    void nothingMayStandBehindTheEnd() {
        var bytes = CanonicalForm.encode(new Inner("a", Optional.empty()));
        var longer = java.util.Arrays.copyOf(bytes, bytes.length + 1);
        assertThatThrownBy(() -> CanonicalForm.decode(Inner.class, longer)).hasMessageContaining("behind the end");
    }

    @Test
    void aLengthThatLiesTakesNoMemory() {
        assertThatThrownBy(() ->
                        CanonicalForm.decode(Inner.class, new byte[] {0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0}))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void whatIsTooLargeIsNotWritten() {
        assertThatThrownBy(() ->
                        CanonicalForm.encode(new Inner("x".repeat(Limits.TEXT_BYTES_MAX + 1), Optional.empty())))
                .isInstanceOf(Malformed.class);
    }

    static List<Class<?>> sealedTypes() {
        return List.of(Command.class, Message.class);
    }

    @ParameterizedTest
    @MethodSource("sealedTypes")
    void everyAlternativeHasANumberOfItsOwn(Class<?> sealed) {
        var numbers = new HashSet<Integer>();
        for (var alternative : alternatives(sealed)) {
            assertThat(numbers.add(alternative.getAnnotation(Kind.class).value()))
                    .as(alternative.getSimpleName())
                    .isTrue();
        }
    }

    private static List<Class<?>> alternatives(Class<?> sealed) {
        var list = new ArrayList<Class<?>>();
        for (var each : sealed.getPermittedSubclasses()) {
            list.addAll(each.isSealed() ? alternatives(each) : List.of(each));
        }
        return list;
    }

    /** Types of all components in order: if this sum changes, entries that were signed long ago cannot be read any more. */
    @ParameterizedTest
    @CsvSource({"1, 550c96974365d28e", "2, 4ea96b1cbbfabfaf"})
    void releasedCommandsKeepTheirShape(int level, String sum) {
        var shapes = new TreeMap<String, String>();
        alternatives(Command.class).stream()
                .filter(type -> type.getAnnotation(Kind.class).level() == level)
                .forEach(type -> shape(type, shapes));
        shape(metalplant.federation.entry.Entry.class, shapes);
        assertThat(Hash.of(shapes.toString().getBytes(StandardCharsets.UTF_8))
                        .sum()
                        .hex())
                .as(shapes.toString())
                .startsWith(sum);
    }

    /** Another shape is another format, which the release before must be able to refuse. */
    @Test
    void theKeptStateKeepsItsShapeAsLongAsItsFormat() {
        var shapes = new TreeMap<String, String>();
        shape(metalplant.federation.plant.KeptState.class, shapes);
        assertThat(metalplant.federation.plant.KeptState.FORMAT).isEqualTo(1);
        assertThat(Hash.of(shapes.toString().getBytes(StandardCharsets.UTF_8))
                        .sum()
                        .hex())
                .as(shapes.toString())
                .startsWith("19f4cf983058966d");
    }

    /** Of a record and of all records in it. */
    private static void shape(Class<?> type, java.util.Map<String, String> shapes) {
        var kind = type.getAnnotation(Kind.class);
        if (!type.isRecord() || shapes.containsKey(type.getName())) {
            return;
        }
        var text = new StringBuilder(kind == null ? "" : kind.value() + "@" + kind.level());
        shapes.put(type.getName(), "");
        for (var component : type.getRecordComponents()) {
            text.append(' ').append(component.getGenericType().getTypeName());
            shape(component.getType(), shapes);
            if (component.getGenericType() instanceof ParameterizedType generic
                    && generic.getActualTypeArguments()[0] instanceof Class<?> inner) {
                shape(inner, shapes);
            }
        }
        shapes.put(type.getName(), text.toString());
    }
}

package metalplant.model.size;

import static metalplant.model.size.SizeConstraint.Type.CORES;
import static metalplant.model.size.SizeConstraint.Type.GPU;
import static metalplant.model.size.SizeConstraint.Type.MEMORY;
import static metalplant.model.size.SizeConstraint.Type.STORAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.Stamp;
import metalplant.model.machine.Hardware;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SizeMatchingTest {
    private static final Hardware PLAIN = hardware(16, List.of("sda", "sdb"));
    private static final Hardware WITH_GPU = new Hardware(
            PLAIN.memory(), PLAIN.cpus(), List.of(new Hardware.Gpu("nv", "H100")), PLAIN.disks(), List.of());

    static Hardware hardware(int cores, List<String> disks) {
        return new Hardware(
                1024,
                List.of(new Hardware.Cpu("intel", "Xeon D", cores, cores * 2)),
                List.of(),
                disks.stream().map(name -> new Hardware.Disk(name, 100)).toList(),
                List.of());
    }

    static SizeConstraint constraint(SizeConstraint.Type type, long min, long max, String identifier) {
        return new SizeConstraint(type, min, max, identifier);
    }

    static Size size(String id, SizeConstraint... constraints) {
        var stamp = new Stamp(new UUID(0, 0), "", 1, Instant.EPOCH, Instant.EPOCH);
        return new Size(id, "", "", List.of(constraints), Map.of(), stamp);
    }

    private static final Size SMALL = size(
            "small",
            constraint(CORES, 8, 16, ""),
            constraint(MEMORY, 1000, 2000, ""),
            constraint(STORAGE, 100, 200, ""));

    @Test
    void hardwareInsideAllRangesIsOfTheSize() {
        assertThat(SizeMatching.match(PLAIN, List.of(SMALL))).isEqualTo("small");
    }

    @Test
    void hardwareOutsideOfOneRangeIsOfNoSize() {
        assertThat(SizeMatching.match(hardware(17, List.of("sda")), List.of(SMALL)))
                .isEqualTo(Size.UNKNOWN);
        assertThat(SizeMatching.match(hardware(16, List.of("sda", "sdb", "sdc")), List.of(SMALL)))
                .isEqualTo(Size.UNKNOWN);
    }

    @Test
    void hardwareThatFitsTwoSizesIsOfNone() {
        var twin = size("twin", SMALL.constraints().toArray(SizeConstraint[]::new));

        assertThat(SizeMatching.match(PLAIN, List.of(SMALL, twin))).isEqualTo(Size.UNKNOWN);
    }

    @Test
    void aGpuThatNoConstraintSpeaksOfPreventsAMatch() {
        var large = size(
                "large",
                Stream.concat(SMALL.constraints().stream(), Stream.of(constraint(GPU, 1, 1, "H*")))
                        .toArray(SizeConstraint[]::new));

        assertThat(SizeMatching.match(WITH_GPU, List.of(SMALL))).isEqualTo(Size.UNKNOWN);
        assertThat(SizeMatching.match(WITH_GPU, List.of(SMALL, large))).isEqualTo("large");
        assertThat(SizeMatching.match(PLAIN, List.of(large))).isEqualTo(Size.UNKNOWN);
    }

    @Test
    void disksAreCountedByTheirNames() {
        var byName = size(
                "by-name",
                constraint(CORES, 16, 16, "Xeon*"),
                constraint(MEMORY, 1024, 1024, ""),
                constraint(STORAGE, 100, 100, "sd*"),
                constraint(STORAGE, 200, 200, "nvme*"));

        assertThat(SizeMatching.match(hardware(16, List.of("sda", "nvme0n1", "nvme1n1")), List.of(byName)))
                .isEqualTo("by-name");
        assertThat(SizeMatching.match(hardware(16, List.of("sda", "nvme0n1", "vda", "nvme1n1")), List.of(byName)))
                .isEqualTo(Size.UNKNOWN);
    }

    @Test
    void aSizeWithoutConstraintsFitsNothing() {
        assertThat(SizeMatching.match(Hardware.NONE, List.of(size("empty")))).isEqualTo(Size.UNKNOWN);
        assertThat(SizeMatching.match(PLAIN, List.of(size("empty"), SMALL))).isEqualTo("small");
    }

    @Test
    void sumsDoNotOverflow() {
        var disks = List.of(new Hardware.Disk("a", Long.MAX_VALUE), new Hardware.Disk("b", Long.MAX_VALUE));
        var hardware = new Hardware(1, List.of(), List.of(), disks, List.of());
        var huge = size("huge", constraint(MEMORY, 1, 1, ""), constraint(STORAGE, 0, 5, ""));

        assertThat(SizeMatching.match(hardware, List.of(huge))).isEqualTo(Size.UNKNOWN);
    }

    static Stream<Arguments> invalid() {
        return Stream.of(
                Arguments.of("max below min", new SizeConstraint[] {constraint(CORES, 2, 1, "")}),
                Arguments.of("broken pattern", new SizeConstraint[] {constraint(STORAGE, 1, 2, "[")}),
                Arguments.of("gpu without identifier", new SizeConstraint[] {constraint(GPU, 1, 2, "")}),
                Arguments.of("memory with identifier", new SizeConstraint[] {constraint(MEMORY, 1, 2, "x")}),
                Arguments.of(
                        "memory twice",
                        new SizeConstraint[] {constraint(MEMORY, 1, 2, ""), constraint(MEMORY, 1, 2, "")}),
                Arguments.of(
                        "cores twice",
                        new SizeConstraint[] {constraint(CORES, 1, 2, "a"), constraint(CORES, 1, 2, "b")}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void aSizeThatCannotBeIsRefused(String why, SizeConstraint[] constraints) {
        assertThatThrownBy(() -> SizeMatching.validate(size("s", constraints)))
                .as(why)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.RULE_VIOLATED));
    }

    @Test
    void storageAndGpusMayHaveSeveralConstraints() {
        assertThatCode(() -> SizeMatching.validate(size(
                        "s",
                        constraint(STORAGE, 1, 2, "a*"),
                        constraint(STORAGE, 1, 2, "b*"),
                        constraint(GPU, 1, 1, "A"),
                        constraint(GPU, 1, 1, "B"))))
                .doesNotThrowAnyException();
    }

    @Test
    void sizesOverlapOnlyWhenEveryPairOfATypeDoes() {
        var wider = size(
                "wider",
                constraint(CORES, 16, 20, ""),
                constraint(MEMORY, 2000, 3000, ""),
                constraint(STORAGE, 200, 300, ""));
        var apart = size(
                "apart",
                constraint(CORES, 17, 20, ""),
                constraint(MEMORY, 2000, 3000, ""),
                constraint(STORAGE, 200, 300, ""));
        var fewer = size("fewer", constraint(CORES, 8, 16, ""), constraint(MEMORY, 1000, 2000, ""));
        var named = size(
                "named",
                constraint(CORES, 8, 16, "Xeon*"),
                constraint(MEMORY, 1000, 2000, ""),
                constraint(STORAGE, 100, 200, ""));

        assertThat(SizeMatching.overlapping(SMALL, List.of(apart, fewer, named, SMALL)))
                .isEmpty();
        assertThat(SizeMatching.overlapping(SMALL, List.of(apart, wider))).hasValue(wider);
        assertThat(SizeMatching.overlap(size("empty"), size("void"))).isFalse();
    }

    @Test
    void aSuggestionNamesWhatDevicesHaveInCommon() {
        var hardware = new Hardware(
                64,
                List.of(new Hardware.Cpu("i", "Xeon D-1", 8, 16), new Hardware.Cpu("i", "Xeon D-2", 8, 16)),
                List.of(new Hardware.Gpu("n", "H100"), new Hardware.Gpu("n", "A40"), new Hardware.Gpu("n", "H100")),
                List.of(new Hardware.Disk("sda", 5), new Hardware.Disk("sda", 5)),
                List.of());

        assertThat(SizeMatching.suggest(hardware))
                .containsExactly(
                        constraint(CORES, 16, 16, "Xeon D-*"),
                        constraint(MEMORY, 64, 64, ""),
                        constraint(STORAGE, 10, 10, "sda"),
                        constraint(GPU, 1, 1, "A40"),
                        constraint(GPU, 2, 2, "H100"));
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsSuggestedForHardwareMatchesIt(long seed) {
        var random = new Random(seed);
        var hardware = anyHardware(random);
        var suggested = size("suggested", SizeMatching.suggest(hardware).toArray(SizeConstraint[]::new));

        SizeMatching.validate(suggested);
        assertThat(SizeMatching.match(hardware, List.of(suggested))).isEqualTo("suggested");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void overlapIsSymmetricAndReflexive(long seed) {
        var random = new Random(seed);
        var one = size("one", SizeMatching.suggest(anyHardware(random)).toArray(SizeConstraint[]::new));
        var two = size("two", SizeMatching.suggest(anyHardware(random)).toArray(SizeConstraint[]::new));

        assertThat(SizeMatching.overlap(one, two)).isEqualTo(SizeMatching.overlap(two, one));
        assertThat(SizeMatching.overlap(one, size("copy", one.constraints().toArray(SizeConstraint[]::new))))
                .isEqualTo(one.constraints().stream()
                                .map(SizeConstraint::type)
                                .distinct()
                                .count()
                        == one.constraints().size());
    }

    private static Hardware anyHardware(Random random) {
        return new Hardware(
                random.nextLong(1, 1L << 40),
                IntStream.rangeClosed(1, 1 + random.nextInt(2))
                        .mapToObj(i -> new Hardware.Cpu("v", "cpu " + random.nextInt(3), 1 + random.nextInt(64), 2))
                        .toList(),
                IntStream.range(0, random.nextInt(3))
                        .mapToObj(i -> new Hardware.Gpu("v", "gpu" + random.nextInt(2)))
                        .toList(),
                IntStream.range(0, random.nextInt(4))
                        .mapToObj(i -> new Hardware.Disk("sd" + (char) ('a' + i), random.nextLong(1L << 42)))
                        .toList(),
                List.of());
    }
}

package metalplant.model.size;

import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.model.Problem;
import metalplant.model.machine.Hardware;
import metalplant.model.size.SizeConstraint.Type;

/**
 * Which size a server is. A size fits when all its constraints hold and when no processor, disk, GPU nor the memory is left that
 * none of them spoke of: a server with a GPU is not of a size that knows no GPUs.
 *
 * @see "metal-api-rest.md 4.9"
 */
public final class SizeMatching {
    private SizeMatching() {}

    /** One thing that hardware has and a constraint may cover. */
    private record Piece(Type type, String name, long amount) {}

    /**
     * The id of the only size that fits, or {@link Size#UNKNOWN} when none or several do. Sizes of other plants count only where no own one
     * fits, each plant's for themselves: so a size that is made elsewhere never takes a server from a size of this plant. If the sizes of
     * several other plants fit, it is the one with the lowest internal id, in all plants alike.
     */
    public static String match(Hardware hardware, Collection<Size> sizes) {
        var pieces = pieces(hardware);
        var byHome = sizes.stream()
                .filter(size -> fits(size, pieces))
                .collect(Collectors.groupingBy(size -> size.stamp().home(), TreeMap::new, Collectors.toList()));
        var own = byHome.get("");
        return (own == null ? byHome.values().stream() : Stream.of(own))
                .filter(fitting -> fitting.size() == 1)
                .map(List::getFirst)
                .min(Comparator.comparing(size -> size.stamp().uid()))
                .map(Size::id)
                .orElse(Size.UNKNOWN);
    }

    private static boolean fits(Size size, List<Piece> pieces) {
        // Without constraints a size would fit an empty box and nothing else.
        return !size.constraints().isEmpty()
                && size.constraints().stream().allMatch(constraint -> inRange(constraint, pieces))
                && pieces.stream().allMatch(piece -> size.constraints().stream().anyMatch(c -> covers(c, piece)));
    }

    private static boolean inRange(SizeConstraint constraint, List<Piece> pieces) {
        long sum = 0;
        for (var piece : pieces) {
            if (covers(constraint, piece)) {
                sum = sum > Long.MAX_VALUE - piece.amount() ? Long.MAX_VALUE : sum + piece.amount();
            }
        }
        return constraint.min() <= sum && sum <= constraint.max();
    }

    private static boolean covers(SizeConstraint constraint, Piece piece) {
        return constraint.type() == piece.type()
                && (constraint.identifier().isEmpty()
                        || Glob.parse(constraint.identifier())
                                .map(glob -> glob.matches(piece.name()))
                                .orElse(false));
    }

    private static List<Piece> pieces(Hardware hardware) {
        return Stream.of(
                        hardware.cpus().stream().map(cpu -> new Piece(Type.CORES, cpu.model(), cpu.cores())),
                        Stream.of(new Piece(Type.MEMORY, "", hardware.memory())),
                        hardware.disks().stream().map(disk -> new Piece(Type.STORAGE, disk.name(), disk.size())),
                        hardware.gpus().stream().map(gpu -> new Piece(Type.GPU, gpu.model(), 1)))
                .flatMap(Function.identity())
                .toList();
    }

    /** A size of the same plant, other than {@code size}, that could claim the same servers. */
    public static Optional<Size> overlapping(Size size, Collection<Size> others) {
        return others.stream()
                .filter(other -> !other.id().equals(size.id()))
                .filter(other -> other.stamp().home().equals(size.stamp().home()))
                .filter(other -> overlap(size, other))
                .findFirst();
    }

    /** The own size that servers of this plant get where this copy of another plant's size would fit, too; empty for own sizes. */
    public static Optional<Size> shadowing(Size copy, Collection<Size> sizes) {
        return copy.stamp().home().isEmpty()
                ? Optional.empty()
                : sizes.stream()
                        .filter(own -> own.stamp().home().isEmpty() && overlap(own, copy))
                        .findFirst();
    }

    /** Whether both have the same types of constraints, and each pair of a type has one identifier and touching ranges. */
    public static boolean overlap(Size one, Size two) {
        if (one.constraints().isEmpty() || two.constraints().isEmpty()) {
            return false;
        }
        return types(one).equals(types(two))
                && one.constraints().stream()
                        .allMatch(a -> two.constraints().stream()
                                .filter(b -> b.type() == a.type())
                                .allMatch(b -> overlap(a, b)));
    }

    private static List<Type> types(Size size) {
        return size.constraints().stream()
                .map(SizeConstraint::type)
                .distinct()
                .sorted()
                .toList();
    }

    private static boolean overlap(SizeConstraint a, SizeConstraint b) {
        return a.identifier().equals(b.identifier()) && a.min() <= b.max() && b.min() <= a.max();
    }

    /**
     * Checks the constraints of a size by themselves.
     *
     * @throws Problem RULE_VIOLATED naming the first constraint that cannot be
     */
    public static void validate(Size size) {
        var seen = new EnumMap<Type, Integer>(Type.class);
        for (int i = 0; i < size.constraints().size(); i++) {
            var constraint = size.constraints().get(i);
            int count = seen.merge(constraint.type(), 1, Integer::sum);
            var fault = fault(constraint, count);
            if (fault.isPresent()) {
                throw Problem.refused(
                        "constraint %d of size \"%s\" is not valid: %s".formatted(i, size.id(), fault.get()));
            }
        }
    }

    private static Optional<String> fault(SizeConstraint constraint, int countOfType) {
        if (constraint.max() < constraint.min()) {
            return Optional.of("max is smaller than min");
        }
        if (Glob.parse(constraint.identifier()).isEmpty()) {
            return Optional.of("the identifier is no pattern");
        }
        return switch (constraint.type()) {
            case GPU ->
                constraint.identifier().isEmpty()
                        ? Optional.of("a gpu constraint needs an identifier")
                        : Optional.empty();
            case MEMORY ->
                constraint.identifier().isEmpty() ? once(countOfType) : Optional.of("memory has no identifier");
            case CORES -> once(countOfType);
            case STORAGE -> Optional.empty();
        };
    }

    private static Optional<String> once(int countOfType) {
        return countOfType > 1 ? Optional.of("there is another one of its type") : Optional.empty();
    }

    /**
     * Constraints that fit exactly this hardware: cores, memory, storage, then one for each model of GPU in order of its name.
     * Where names differ the identifier is what they begin with and a {@code *}.
     */
    public static List<SizeConstraint> suggest(Hardware hardware) {
        var cores = new SizeConstraint(
                Type.CORES,
                hardware.cores(),
                hardware.cores(),
                pattern(hardware.cpus().stream().map(Hardware.Cpu::model).toList()));
        var memory = new SizeConstraint(Type.MEMORY, hardware.memory(), hardware.memory(), "");
        long bytes = hardware.disks().stream().mapToLong(Hardware.Disk::size).sum();
        var storage = new SizeConstraint(
                Type.STORAGE,
                bytes,
                bytes,
                pattern(hardware.disks().stream().map(Hardware.Disk::name).toList()));
        return Stream.concat(Stream.of(cores, memory, storage), gpus(hardware)).toList();
    }

    private static Stream<SizeConstraint> gpus(Hardware hardware) {
        Map<String, Long> counts = hardware.gpus().stream()
                .collect(Collectors.groupingBy(Hardware.Gpu::model, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> new SizeConstraint(Type.GPU, entry.getValue(), entry.getValue(), entry.getKey()));
    }

    private static String pattern(List<String> names) {
        var sorted = names.stream().sorted().toList();
        if (sorted.isEmpty()) {
            return "";
        }
        var first = sorted.getFirst();
        var last = sorted.getLast();
        if (first.equals(last)) {
            return first;
        }
        int same = 0;
        while (same < Math.min(first.length(), last.length()) && first.charAt(same) == last.charAt(same)) {
            same++;
        }
        return first.substring(0, same) + "*";
    }
}

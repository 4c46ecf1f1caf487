package metalplant.wireguard.plan;

import java.util.Optional;
import java.util.stream.Stream;
import metalplant.model.Problem;

/**
 * The keys of one side of a pair: the present one and, while keys change, the next one, whose generation is one higher.
 */
public record Keys<K extends KeyOfGeneration>(K current, Optional<K> next) {
    public Keys {
        var wanted = current.generation() + 1;
        next.ifPresent(key -> {
            if (key.generation() != wanted) {
                throw Problem.bad("the next key has generation %d, not %d".formatted(key.generation(), wanted));
            }
        });
    }

    public static <K extends KeyOfGeneration> Keys<K> only(K current) {
        return new Keys<>(current, Optional.empty());
    }

    /** While keys change. */
    public Keys<K> withNext(K next) {
        return new Keys<>(current, Optional.of(next));
    }

    /** After keys changed; without a next key it stays as it is. */
    public Keys<K> retired() {
        return next.map(Keys::only).orElse(this);
    }

    public Stream<K> all() {
        return Stream.concat(Stream.of(current), next.stream());
    }

    /** The key of one generation, if this side has it. */
    public Optional<K> of(int generation) {
        return all().filter(key -> key.generation() == generation).findFirst();
    }
}

package metalplant.core.store;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import metalplant.model.Problem;
import metalplant.model.ip.Block;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Holder;
import metalplant.model.ip.Prefix;

/** {@link PrefixTable} on maps. */
final class InMemoryPrefixTable implements PrefixTable, InMemoryStore.Rows {
    private static final Comparator<Prefix> BASE_ORDER =
            Comparator.comparing(Prefix::cidr).thenComparing(Prefix::id);

    private TreeMap<UUID, Prefix> rows = new TreeMap<>();
    private TreeMap<UUID, List<Block>> blocks = new TreeMap<>();

    @Override
    public Optional<Prefix> find(UUID id) {
        return Optional.ofNullable(rows.get(id));
    }

    @Override
    public List<Prefix> ofNetwork(String networkId) {
        return all().filter(p -> p.networkId().equals(networkId)).toList();
    }

    @Override
    public Optional<Prefix> overlapping(Cidr cidr) {
        return all().filter(p -> p.parent().isEmpty() && p.cidr().overlaps(cidr))
                .findFirst();
    }

    @Override
    public boolean hasChildren(UUID id) {
        return all().anyMatch(p -> p.parent().equals(Optional.of(id)));
    }

    @Override
    public boolean insert(Prefix prefix, Block block) {
        boolean taken = siblings(prefix.parent(), prefix.namespace())
                .anyMatch(p -> p.cidr().base().equals(prefix.cidr().base()));
        if (taken) {
            return false;
        }
        rows.put(prefix.id(), prefix);
        blocks.put(prefix.id(), List.of(block));
        return true;
    }

    @Override
    public void update(Prefix prefix) {
        var stored = find(prefix.id()).filter(p -> p.revision() == prefix.revision());
        if (stored.isEmpty()) {
            throw Problem.changed("prefix", prefix.cidr().toString());
        }
        rows.put(prefix.id(), stored.get().withChildLength(prefix.childLength()).nextRevision());
    }

    @Override
    public void delete(UUID id) {
        rows.remove(id);
        blocks.remove(id);
    }

    @Override
    public Optional<Block> block(Prefix prefix, Cidr part) {
        return blocks.getOrDefault(prefix.id(), List.of()).stream()
                .filter(block -> block.cidr().contains(part))
                .findFirst();
    }

    @Override
    public List<Block> blocks(Prefix prefix, int max) {
        return blocks.getOrDefault(prefix.id(), List.of()).stream().limit(max).toList();
    }

    @Override
    public void update(Block block) {
        var others = blocks.getOrDefault(block.prefixId(), List.of()).stream()
                .filter(b -> !b.cidr().equals(block.cidr()));
        blocks.put(
                block.prefixId(),
                Stream.concat(others, Stream.of(block))
                        .sorted(Comparator.comparing(Block::cidr))
                        .toList());
    }

    @Override
    public List<Block> usableBlocks(Prefix prefix, Holder plant, int max) {
        return blocks.getOrDefault(prefix.id(), List.of()).stream()
                .filter(block -> block.usableBy(plant))
                .limit(max)
                .toList();
    }

    @Override
    public void setBlocks(UUID prefixId, List<Block> wanted) {
        if (wanted.isEmpty()) {
            blocks.remove(prefixId);
        } else {
            blocks.put(
                    prefixId,
                    wanted.stream().sorted(Comparator.comparing(Block::cidr)).toList());
        }
    }

    @Override
    public void holdLocal() {
        turnLocal(Block.State.GRANTED, Block.State.RECOVERING);
    }

    @Override
    public void releaseLocal() {
        turnLocal(Block.State.RECOVERING, Block.State.GRANTED);
    }

    private void turnLocal(Block.State from, Block.State to) {
        blocks.replaceAll((_, list) -> list.stream()
                .map(block -> block.local() && block.state() == from ? block.in(to) : block)
                .toList());
    }

    @Override
    public boolean insertWithoutBlocks(Prefix prefix) {
        boolean taken = siblings(prefix.parent(), prefix.namespace())
                .anyMatch(p -> p.cidr().base().equals(prefix.cidr().base()));
        if (!taken) {
            rows.put(prefix.id(), prefix);
        }
        return !taken;
    }

    @Override
    public void deleteWithoutBlocks(UUID id) {
        rows.remove(id);
    }

    @Override
    public List<Prefix> withoutParent(int max) {
        return all().filter(prefix -> prefix.parent().isEmpty()).limit(max).toList();
    }

    @Override
    public boolean childOverlaps(UUID parent, String namespace, Cidr cidr) {
        return siblings(Optional.of(parent), namespace).anyMatch(p -> p.cidr().overlaps(cidr));
    }

    @Override
    public List<Span> nextFreeChild(UUID parent, String namespace, Cidr from, Cidr to) {
        var runs = new FreeRuns(from.base().value(), to.base().value(), from.size());
        siblings(Optional.of(parent), namespace)
                .map(Prefix::cidr)
                .filter(cidr -> cidr.family() == from.family())
                .sorted()
                .forEach(cidr -> runs.pass(cidr.first().value(), cidr.last().value()));
        runs.end();
        return runs.found();
    }

    private Stream<Prefix> siblings(Optional<UUID> parent, String namespace) {
        return all().filter(p -> p.parent().equals(parent) && p.namespace().equals(namespace));
    }

    /** Everything in order of base. */
    Stream<Prefix> all() {
        return rows.values().stream().sorted(BASE_ORDER);
    }

    @Override
    public Runnable save() {
        var savedRows = new TreeMap<>(rows);
        var savedBlocks = new TreeMap<>(blocks);
        return () -> {
            rows = savedRows;
            blocks = savedBlocks;
        };
    }
}

package metalplant.federation.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map that never changes: {@link #with} and {@link #without} give a new one that shares most of its nodes with the old.
 * An AVL tree; every operation costs the logarithm of the size.
 */
public final class SortedTree<K extends Comparable<? super K>, V> {
    private static final SortedTree<?, ?> EMPTY = new SortedTree<>(null);

    private final @Nullable Node<K, V> root;

    private record Node<K, V>(
            @Nullable Node<K, V> left,
            K key,
            V value,
            @Nullable Node<K, V> right,
            int height,
            int size) {}

    /** One mapping. */
    public record Pair<K, V>(K key, V value) {}

    private SortedTree(@Nullable Node<K, V> root) {
        this.root = root;
    }

    @SuppressWarnings("unchecked") // it holds nothing, so it holds every type
    public static <K extends Comparable<? super K>, V> SortedTree<K, V> empty() {
        return (SortedTree<K, V>) EMPTY;
    }

    public int size() {
        return size(root);
    }

    public boolean isEmpty() {
        return root == null;
    }

    public Optional<V> get(K key) {
        var node = root;
        while (node != null) {
            int side = key.compareTo(node.key);
            if (side == 0) {
                return Optional.of(node.value);
            }
            node = side < 0 ? node.left : node.right;
        }
        return Optional.empty();
    }

    public boolean has(K key) {
        return get(key).isPresent();
    }

    /** The mapping with the greatest key that is not above this one. */
    public Optional<Pair<K, V>> floor(K key) {
        Node<K, V> best = null;
        var node = root;
        while (node != null) {
            if (node.key.compareTo(key) <= 0) {
                best = node;
                node = node.right;
            } else {
                node = node.left;
            }
        }
        return best == null ? Optional.empty() : Optional.of(new Pair<>(best.key, best.value));
    }

    public SortedTree<K, V> with(K key, V value) {
        return new SortedTree<>(put(root, key, value));
    }

    public SortedTree<K, V> without(K key) {
        return has(key) ? new SortedTree<>(remove(root, key)) : this;
    }

    /** Values in the order of their keys. */
    public List<V> values() {
        var list = new ArrayList<V>(size());
        walk(root, node -> list.add(node.value));
        return list;
    }

    /** Keys, ascending. */
    public List<K> keys() {
        var list = new ArrayList<K>(size());
        walk(root, node -> list.add(node.key));
        return list;
    }

    /** Mappings in the order of their keys. */
    public List<Pair<K, V>> pairs() {
        var list = new ArrayList<Pair<K, V>>(size());
        walk(root, node -> list.add(new Pair<>(node.key, node.value)));
        return list;
    }

    /** Values whose keys are from {@code first} on and before {@code end}. */
    public List<V> between(K first, K end) {
        var list = new ArrayList<V>();
        between(root, first, end, list);
        return list;
    }

    private static <K extends Comparable<? super K>, V> void between(
            @Nullable Node<K, V> node, K first, K end, List<V> list) {
        if (node == null) {
            return;
        }
        boolean notBefore = node.key.compareTo(first) >= 0;
        boolean before = node.key.compareTo(end) < 0;
        if (notBefore) {
            between(node.left, first, end, list);
        }
        if (notBefore && before) {
            list.add(node.value);
        }
        if (before) {
            between(node.right, first, end, list);
        }
    }

    private static <K, V> void walk(@Nullable Node<K, V> node, Consumer<Node<K, V>> visitor) {
        if (node != null) {
            walk(node.left, visitor);
            visitor.accept(node);
            walk(node.right, visitor);
        }
    }

    private static int size(@Nullable Node<?, ?> node) {
        return node == null ? 0 : node.size;
    }

    private static int height(@Nullable Node<?, ?> node) {
        return node == null ? 0 : node.height;
    }

    private static <K, V> Node<K, V> node(@Nullable Node<K, V> left, K key, V value, @Nullable Node<K, V> right) {
        return new Node<>(
                left, key, value, right, 1 + Math.max(height(left), height(right)), 1 + size(left) + size(right));
    }

    private static <K extends Comparable<? super K>, V> Node<K, V> put(@Nullable Node<K, V> node, K key, V value) {
        if (node == null) {
            return node(null, key, value, null);
        }
        int side = key.compareTo(node.key);
        if (side == 0) {
            return node(node.left, key, value, node.right);
        }
        return side < 0
                ? balanced(put(node.left, key, value), node.key, node.value, node.right)
                : balanced(node.left, node.key, node.value, put(node.right, key, value));
    }

    private static <K extends Comparable<? super K>, V> @Nullable Node<K, V> remove(@Nullable Node<K, V> node, K key) {
        if (node == null) {
            return null;
        }
        int side = key.compareTo(node.key);
        if (side < 0) {
            return balanced(remove(node.left, key), node.key, node.value, node.right);
        }
        if (side > 0) {
            return balanced(node.left, node.key, node.value, remove(node.right, key));
        }
        if (node.right == null) {
            return node.left;
        }
        var next = node.right;
        while (next.left != null) {
            next = next.left;
        }
        return balanced(node.left, next.key, next.value, remove(node.right, next.key));
    }

    private static <K, V> Node<K, V> balanced(@Nullable Node<K, V> left, K key, V value, @Nullable Node<K, V> right) {
        if (left != null && left.height > height(right) + 1) {
            var inner = left.right;
            if (inner != null && inner.height > height(left.left)) {
                return node(
                        node(left.left, left.key, left.value, inner.left),
                        inner.key,
                        inner.value,
                        node(inner.right, key, value, right));
            }
            return node(left.left, left.key, left.value, node(inner, key, value, right));
        }
        if (right != null && right.height > height(left) + 1) {
            var inner = right.left;
            if (inner != null && inner.height > height(right.right)) {
                return node(
                        node(left, key, value, inner.left),
                        inner.key,
                        inner.value,
                        node(inner.right, right.key, right.value, right.right));
            }
            return node(node(left, key, value, inner), right.key, right.value, right.right);
        }
        return node(left, key, value, right);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a short way for trees that share all their nodes
    public boolean equals(Object other) {
        return other instanceof SortedTree<?, ?> tree
                && (tree.root == root || tree.pairs().equals(pairs()));
    }

    @Override
    public int hashCode() {
        return pairs().hashCode();
    }

    @Override
    public String toString() {
        return pairs().toString();
    }
}

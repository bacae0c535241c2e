// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map that never changes: each change returns a new map that shares what stayed the same. Whoever holds one
 * has a snapshot; whoever drops one has rolled back. Immutable.
 *
 * @see <a href="https://doi.org/10.1017/S0956796811000104">Balancing weight-balanced trees (Hirai, Yamamoto)</a>
 */
final class PersistentMap<K, V> {
    // why: the one pair of integers that keeps the tree balanced under insertion and removal, proven in the paper above
    private static final int DELTA = 3;
    private static final int GAMMA = 2;

    private final Comparator<? super K> order;
    private final @Nullable Node<K, V> root;

    private PersistentMap(Comparator<? super K> order, @Nullable Node<K, V> root) {
        this.order = order;
        this.root = root;
    }

    static <K extends Comparable<? super K>, V> PersistentMap<K, V> empty() {
        return new PersistentMap<>(Comparator.<K>naturalOrder(), null);
    }

    static <K, V> PersistentMap<K, V> emptyBy(Comparator<? super K> order) {
        return new PersistentMap<>(order, null);
    }

    int size() {
        return size(root);
    }

    boolean contains(K key) {
        return get(key) != null;
    }

    @Nullable
    V get(K key) {
        Node<K, V> node = root;
        while (node != null) {
            int side = order.compare(key, node.key);
            if (side == 0) {
                return node.value;
            }
            node = side < 0 ? node.left : node.right;
        }
        return null;
    }

    PersistentMap<K, V> with(K key, V value) {
        return new PersistentMap<>(order, insert(root, key, value));
    }

    PersistentMap<K, V> without(K key) {
        return contains(key) ? new PersistentMap<>(order, remove(root, key)) : this;
    }

    /** All values, in order of their keys. */
    List<V> values() {
        return collect(start(null), false, value -> true, Integer.MAX_VALUE);
    }

    /** Values of keys above {@code after} that are wanted, in order of their keys; at most {@code limit}. */
    List<V> above(K after, Predicate<? super V> wanted, int limit) {
        return collect(start(after), false, wanted, limit);
    }

    /** Wanted values, that of the highest key first; at most {@code limit}. */
    List<V> descending(Predicate<? super V> wanted, int limit) {
        Deque<Node<K, V>> path = new ArrayDeque<>();
        for (Node<K, V> node = root; node != null; node = node.right) {
            path.push(node);
        }
        return collect(path, true, wanted, limit);
    }

    private Deque<Node<K, V>> start(@Nullable K after) {
        Deque<Node<K, V>> path = new ArrayDeque<>();
        Node<K, V> node = root;
        while (node != null) {
            if (after == null || order.compare(node.key, after) > 0) {
                path.push(node);
                node = node.left;
            } else {
                node = node.right;
            }
        }
        return path;
    }

    private static <K, V> List<V> collect(
            Deque<Node<K, V>> path, boolean descending, Predicate<? super V> wanted, int limit) {
        List<V> found = new ArrayList<>();
        while (!path.isEmpty() && found.size() < limit) {
            Node<K, V> next = path.pop();
            if (wanted.test(next.value)) {
                found.add(next.value);
            }
            Node<K, V> node = descending ? next.left : next.right;
            while (node != null) {
                path.push(node);
                node = descending ? node.right : node.left;
            }
        }
        return found;
    }

    private Node<K, V> insert(@Nullable Node<K, V> node, K key, V value) {
        if (node == null) {
            return new Node<>(key, value, null, null);
        }
        int side = order.compare(key, node.key);
        if (side == 0) {
            return new Node<>(key, value, node.left, node.right);
        }
        return side < 0
                ? balanced(node, insert(node.left, key, value), node.right)
                : balanced(node, node.left, insert(node.right, key, value));
    }

    private @Nullable Node<K, V> remove(@Nullable Node<K, V> node, K key) {
        if (node == null) {
            return null;
        }
        int side = order.compare(key, node.key);
        if (side < 0) {
            return balanced(node, remove(node.left, key), node.right);
        }
        if (side > 0) {
            return balanced(node, node.left, remove(node.right, key));
        }
        if (node.left == null || node.right == null) {
            return node.left == null ? node.right : node.left;
        }
        Node<K, V> successor = node.right;
        while (successor.left != null) {
            successor = successor.left;
        }
        return balanced(successor, node.left, remove(node.right, successor.key));
    }

    /** The entry of {@code middle} over two subtrees of which one has grown or shrunk by one entry. */
    private static <K, V> Node<K, V> balanced(
            Node<K, V> middle, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
        if (right != null && tooHeavy(right, left)) {
            boolean single = weight(right.left) < GAMMA * weight(right.right);
            return right.left == null || single
                    ? over(right, over(middle, left, right.left), right.right)
                    : over(right.left, over(middle, left, right.left.left), over(right, right.left.right, right.right));
        }
        if (left != null && tooHeavy(left, right)) {
            boolean single = weight(left.right) < GAMMA * weight(left.left);
            return left.right == null || single
                    ? over(left, left.left, over(middle, left.right, right))
                    : over(left.right, over(left, left.left, left.right.left), over(middle, left.right.right, right));
        }
        return over(middle, left, right);
    }

    private static boolean tooHeavy(Node<?, ?> side, @Nullable Node<?, ?> other) {
        return weight(side) > DELTA * weight(other);
    }

    private static <K, V> Node<K, V> over(Node<K, V> middle, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
        return new Node<>(middle.key, middle.value, left, right);
    }

    private static int size(@Nullable Node<?, ?> node) {
        return node == null ? 0 : node.size;
    }

    private static int weight(@Nullable Node<?, ?> node) {
        return size(node) + 1;
    }

    private static final class Node<K, V> {
        private final K key;
        private final V value;
        private final @Nullable Node<K, V> left;
        private final @Nullable Node<K, V> right;
        private final int size;

        Node(K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
            this.key = key;
            this.value = value;
            this.left = left;
            this.right = right;
            size = size(left) + size(right) + 1;
        }
    }
}

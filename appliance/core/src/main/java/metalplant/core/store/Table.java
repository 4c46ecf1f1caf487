package metalplant.core.store;

import java.util.List;
import java.util.Optional;
import metalplant.model.Entity;
import metalplant.model.Problem;

/** One kind of entity, keyed by its caller-chosen id. Lists are ordered by id. */
public interface Table<E extends Entity<E>> {
    /** What the entity is called in messages. */
    String kind();

    Optional<E> find(String id);

    /** @throws Problem ENTITY_NOT_FOUND */
    default E get(String id) {
        return find(id).orElseThrow(() -> Problem.notFound(kind(), id));
    }

    List<E> list();

    /** The next ones in order of id, behind this one; "" is before all of them. */
    Page<E, String> page(String after, int max);

    /**
     * Stores a new entity.
     *
     * @return the entity as stored, version 1
     * @throws Problem ENTITY_EXISTS if the id is taken
     */
    E insert(E entity);

    /**
     * Stores the change of an entity that was read at {@code entity.stamp().version()}.
     *
     * @return the entity as stored, one version higher
     * @throws Problem ENTITY_CHANGED if the stored version is another one, or the entity is gone
     */
    E update(E entity);

    /** Removes the version that was read; @throws Problem ENTITY_CHANGED as for update. */
    void delete(E entity);
}

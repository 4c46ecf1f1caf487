/**
 * Masterdata that plants share: own entities are published, those of others are kept as rows that requests read like any other. Start
 * at {@link metalplant.core.homes.Mirrors} and {@link metalplant.core.homes.PublishingStore}; the rules are in
 * {@code metalplant.federation.homes}, the decisions in docs/adr/0018.
 */
@NullMarked
package metalplant.core.homes;

import org.jspecify.annotations.NullMarked;

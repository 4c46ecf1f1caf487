/**
 * Which network card an address belongs to, by what the kernel and dnsmasq know. Start at {@link metalplant.boot.card.Cards}.
 */
@NullMarked
package metalplant.boot.card;

import org.jspecify.annotations.NullMarked;

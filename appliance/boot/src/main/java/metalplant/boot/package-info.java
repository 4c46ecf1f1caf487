/**
 * The boot server of a plant: what machines boot from the network, beside dnsmasq, which gives addresses and the first program (ADR 38). Start at
 * {@link metalplant.boot.BootServer}. It keeps nothing: addresses are dnsmasq's, everything else is the plant's.
 */
@NullMarked
package metalplant.boot;

import org.jspecify.annotations.NullMarked;

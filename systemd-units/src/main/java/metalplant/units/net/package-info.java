/**
 * The networks of the host and what they let in: a small pure model, and the files of systemd-networkd and nft that it stands for. Start at
 * {@link metalplant.units.net.HostNetwork}; {@link metalplant.units.net.NetworkCommand} is what plant-net.service calls. Nothing here changes
 * the host: the unit does.
 */
@NullMarked
package metalplant.units.net;

import org.jspecify.annotations.NullMarked;

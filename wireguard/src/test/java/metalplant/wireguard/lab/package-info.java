/** Real tunnels between network namespaces; needs root. Start at {@link metalplant.wireguard.lab.Lab}. */
@NullMarked
package metalplant.wireguard.lab;

import org.jspecify.annotations.NullMarked;

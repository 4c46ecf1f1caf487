/** What is used of systemd's D-Bus interface, in its own words: names and types are those of org.freedesktop.systemd1(5). */
@NullMarked
package metalplant.host.dbus;

import org.jspecify.annotations.NullMarked;

/**
 * A real systemd for tests: a Debian tree booted as a namespace container, without a virtual machine. Start at
 * {@link metalplant.testkit.systemd.SystemdExtension}; {@link metalplant.testkit.systemd.SystemdContainer} alone is for tests that cut its
 * power. Needs root; where it does not run, {@link metalplant.testkit.systemd.DebianTree#missing} says why.
 */
@NullMarked
package metalplant.testkit.systemd;

import org.jspecify.annotations.NullMarked;

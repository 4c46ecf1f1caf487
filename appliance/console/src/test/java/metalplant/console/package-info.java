/** Consoles with the real OpenSSH client, ipmitool and ipmi_sim at their ends. */
@org.jspecify.annotations.NullMarked
package metalplant.console;

/** What consoles ask of the plant's API. */
@org.jspecify.annotations.NullMarked
package metalplant.bootstrap.console;

/** Lines, and what was printed on them. */
@org.jspecify.annotations.NullMarked
package metalplant.console.line;

/** The REST operations of projects. */
@NullMarked
package metalplant.server.project;

import org.jspecify.annotations.NullMarked;

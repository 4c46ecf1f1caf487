/**
 * Bodies of the project operations, and the metadata and quotas that projects and tenants share. Everything
 * empty is left out.
 */
@NullMarked
package metalplant.wire.project;

import org.jspecify.annotations.NullMarked;

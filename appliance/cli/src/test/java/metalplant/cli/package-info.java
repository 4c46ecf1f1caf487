/** Tests of {@code plantctl} against a plant that only plays answers; the real ones are in {@code tests/lab/federation}. */
@NullMarked
package metalplant.cli;

import org.jspecify.annotations.NullMarked;

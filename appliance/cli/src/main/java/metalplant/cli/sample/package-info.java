/**
 * {@code plantctl sample}: manifests for Kubernetes, of what a federation has. {@link metalplant.cli.sample.Sites} is what is known of it; the
 * others turn that into documents, and are pure.
 */
@NullMarked
package metalplant.cli.sample;

import org.jspecify.annotations.NullMarked;

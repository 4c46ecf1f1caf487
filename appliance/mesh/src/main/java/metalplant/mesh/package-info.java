/**
 * Between plants: {@link metalplant.mesh.identity} makes what a plant is, {@link metalplant.trust} decides who a peer is,
 * {@link metalplant.mesh.link} carries messages, {@link metalplant.mesh.pairing} is the first meeting, and
 * {@link metalplant.mesh.wordlist} writes the recovery key on paper.
 */
@NullMarked
package metalplant.mesh;

import org.jspecify.annotations.NullMarked;

package fabric

import (
	"flag"
	"os"
	"testing"

	"metalplant.invalid/compat/kit"
)

var (
	clab   = flag.String("containerlab", "", "folder that gets the topology for containerlab, with all that it binds")
	golden = flag.Bool("golden", false, "write the example of the documents anew")
)

const clabExample = "../../../docs/examples/fabric.clab.yml"

// TestContainerlab holds the example of the documents against the topology of the lab; with -containerlab it writes all of it.
func TestContainerlab(t *testing.T) {
	kit.Caught(t, func() {
		z := Standard(2)
		if *golden {
			kit.Must0(os.WriteFile(clabExample, []byte(Containerlab(z)), 0o644))
		}
		kit.Equal(t, clabExample, string(kit.Must(os.ReadFile(clabExample))), Containerlab(z))
		if *clab != "" {
			kit.Must0(WriteContainerlab(*clab, z, kit.Must(render(project(t), z, false))))
		}
	})
}

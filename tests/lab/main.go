// Command lab plays whole plants against a network that fails, and says what held. `go run . help` teaches.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"metalplant.invalid/lab/image"
)

const usage = `Usage: ./plant lab federation [--short] [--only GROUP,...] [--report] [--seed N] [--list]
       ./plant lab boot [--short]
       ./plant lab partition [--short]
       ./plant lab switches [--yang DIR]
       ./plant lab fabric [--short] [--only PART] [--report] [--zones N] [--seed N] [--containerlab DIR]
       ./plant lab images [--mib N] [--seed N]
       ./plant lab stock [--only PROGRAM,...]
       ./plant lab wireguard

lab federation:

Starts real plants, each with its own PostgreSQL, nsqd, voter of the ledger and simulated servers, each in a
network namespace of its own, with WireGuard between them through a network that loses, delays, doubles and
cuts packets. Plays stories in groups; each group has plants of its own. Ends in "duplicates: N": how many
addresses any two plants of the run gave twice, seen by a notebook that sees all of them.

  --short   what ./plant test plays too: two and three plants, a few minutes
  --only    groups with these names; --list names them
  --seed N  of the network's chances; each run prints its own
  --report  write these groups in docs/federation-report.md and .json anew; a whole run always writes all of it
  --quiet   no line per story, only what failed

It needs root, wireguard-tools, iproute2, nftables and iputils-ping. Without root the short form plays over
loopback, where nothing can be cut; what needs more fails and says so. Its groups clocks and clocks2 need a C compiler (gcc).

lab boot:
Lets an emulated server boot from the network with stock firmware, from the boot server of a real plant: with a BIOS, with UEFI, with UEFI beside another
DHCP server, and behind a relay; hostile callers, restarts and a foreign DHCP server included. --short is the first alone. It needs root,
qemu-system-x86, ovmf, dnsmasq-base, ipxe, isc-dhcp-relay, mmdebstrap and cpio, which ./plant installs as root on Debian.

lab partition:
The life of a server in a rack whose plant reaches nobody else: its controller is found, it is switched on through it, boots from the network,
is given away, installed with an image of the plant's store, used, freed, wiped, and waits again; then a hundred servers get power at once.
Writes docs/partition-report.md. --short, which ./plant test plays too, is the one server, without a report. It needs what lab boot needs, and
openipmi, ipmitool and openssh-client.

lab switches:
Plays a switch out of its box: ONIE asks for its installer, SONiC's ZTP for its configuration, with the options and headers of their
sources, and strangers ask too; dnsmasq and the boot server are real, no SONiC runs. ./plant test plays it too. With --yang the rendered
configurations are held against SONiC's YANG models in that folder (of a sonic-buildimage: src/sonic-yang-models/yang-models with the
templates beside it rendered), by yanglint of Debian's libyang-tools, and FRR's vtysh (Debian's frr) reads the others. It needs root
and dnsmasq-base.

lab fabric:
Lets real FRR run what plantctl fabric render writes: leaves, spines, exits, machines that speak BGP and a provider. First the control plane in
network namespaces: what each VRF of each switch has is held against what the checker says, in a zone of two or three partitions and in random
ones; a naive configuration leaks, and is closed again. Then packets, through VRFs and VXLAN of an emulated machine: hops, speed, who does not
reach whom, what fails and for how long. Ends in "leaks: 0"; a whole run writes docs/fabric-report.md and .json.

  --short     two partitions and one random zone, and nothing fails
  --zones N   so many random zones; --seed N begins with that one
  --only PART control, zones, machine, or agents (of no whole run); the report keeps what earlier runs have measured of the others
  --groups    of the machine: today, proposal3, failures, withdrawal, leaks, proposal1, proposal2b; with commas between. Failures,
              withdrawal and leaks begin with proposal3.
  --report    write the report of a short run too
  --containerlab DIR  play nothing, but write the topology for containerlab with all that it binds

./plant test plays the control plane of the short form. It needs root, Debian 12 or 13, mmdebstrap, cpio and qemu-system-x86, which ./plant
installs as root, and fetches Debian's FRR into a tree of its own.

lab images:
The group images of lab federation: an image of 5 GB (--mib: of another size) goes from one plant to the other through a line that
loses a tenth of all packets and is cut three times; then it is served beside Debian's nginx in turns. Some 20 GB of disk and half an
hour or more; writes docs/images-report.md. It needs curl and, unless nginx is installed, its package from the host's sources.

lab stock:
Plays metal-stack's own metal-console, metal-bmc, pixie and metal-image-cache-sync at the other end of this plant's, unchanged: consoles through both in either
direction, reports of controllers, commands on one channel, a boot. Writes docs/stock-report.md. STOCK_DIR names a folder of theirs, built
of checkouts of github.com/metal-stack/NAME:

  metal-console           v0.7.6 (c6e913b)  go build -o $STOCK_DIR/metal-console .
  metal-bmc               a68ecdd           go build -o $STOCK_DIR/metal-bmc .
  pixie                   v0.4.1 (03420f1)  make ipxe, then go build -tags netgo,osusergo -o $STOCK_DIR/pixie ./cmd
  metal-image-cache-sync  v0.1.8 (1085750)  go build -o $STOCK_DIR/metal-image-cache-sync ./cmd; later ones ask another API

with a file "versions" beside them, a line "NAME VERSION COMMIT" each. What is not there is not played, and the report says so.

  --only      these programs, with commas between; writes no report

./plant test does not play it. It needs root, openipmi, ipmitool, openssh-client, iproute2 and util-linux.

lab wireguard:
Plays the tests of tunnels in a virtual machine whose kernel has WireGuard, and no wireguard-go: planner, adapter, keys that
change under a stream. The machine (a Debian 13, some 500 MB, made once) is emulated, so it takes minutes. It needs root, Debian 12
or 13, mmdebstrap, cpio and qemu-system-x86, which ./plant installs as root.

Exit status: 0 all held and nothing was given twice, 1 something did not, 2 wrong use.
`

// patience is how long a whole run may take.
const patience = "90m"

type options struct {
	short, list, quiet bool
	report             bool
	only               string
	seed               uint64
	// images is whether only that group is played, and reported by itself.
	images bool
	mib    int
}

func main() {
	os.Exit(run(os.Args[1:], os.Stdout))
}

func run(arguments []string, out io.Writer) int {
	if len(arguments) == 0 || arguments[0] == "help" || arguments[0] == "--help" || arguments[0] == "-h" {
		fmt.Fprint(out, usage+"\n"+image.Usage)
		return 0
	}
	if arguments[0] == "boot" || arguments[0] == "partition" {
		return boot(arguments[0], arguments[1:], out)
	}
	if arguments[0] == "switches" {
		return switches(arguments[1:], out)
	}
	if arguments[0] == "fabric" {
		return fabric(arguments[1:], out)
	}
	if arguments[0] == "stock" {
		return stock(arguments[1:], out)
	}
	if arguments[0] == "image" {
		return image.Run(arguments[1:], out)
	}
	asked, err := parse(arguments)
	if err != nil {
		fmt.Fprintf(os.Stderr, "lab: %v; ./plant lab --help says what there is\n", err)
		return 2
	}
	if asked == nil {
		fmt.Fprint(out, usage)
		return 0
	}
	return asked.play(out)
}

// parse gives nothing where help was asked for.
func parse(arguments []string) (*options, error) {
	if strings.HasPrefix(strings.Join(arguments, " "), "wireguard -") {
		// All else of it is played by the script, which has the tests of that module at hand.
		return nil, nil
	}
	if arguments[0] != "federation" && arguments[0] != "images" {
		return nil, fmt.Errorf("there is no lab %q", arguments[0])
	}
	asked := options{images: arguments[0] == "images"}
	flags := flag.NewFlagSet("lab", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	if asked.images {
		asked.only = "images"
		flags.IntVar(&asked.mib, "mib", 5*1024, "")
	}
	flags.BoolVar(&asked.short, "short", false, "")
	flags.BoolVar(&asked.list, "list", false, "")
	flags.BoolVar(&asked.report, "report", false, "")
	flags.BoolVar(&asked.quiet, "quiet", false, "")
	flags.StringVar(&asked.only, "only", asked.only, "")
	flags.Uint64Var(&asked.seed, "seed", uint64(time.Now().UnixMilli()%1_000_000), "")
	if err := flags.Parse(arguments[1:]); err != nil {
		if err == flag.ErrHelp {
			return nil, nil
		}
		return nil, err
	}
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("%q is not understood", flags.Arg(0))
	}
	return &asked, nil
}

// goTest is the call that plays it.
func (o *options) goTest() []string {
	pattern := "^TestFederation$"
	if o.only != "" {
		pattern += "/^(" + strings.Join(strings.Split(o.only, ","), "|") + ")$"
	}
	call := []string{"test", "-count=1", "-timeout", patience, "-json", "-run", pattern}
	if o.short {
		call = append(call, "-short")
	}
	call = append(call, "./federation", "-args", "-seed", fmt.Sprint(o.seed))
	if o.list {
		return append(call, "-groups")
	}
	if o.images {
		call = append(call, "-image-mib", fmt.Sprint(o.mib))
		if docs, err := filepath.Abs("../../docs"); err == nil {
			call = append(call, "-images-report", docs)
		}
		return call
	}
	if o.report || !o.short && o.only == "" {
		if docs, err := filepath.Abs("../../docs"); err == nil {
			call = append(call, "-report", docs)
		}
	}
	return call
}

func (o *options) play(out io.Writer) int {
	command := exec.Command(goProgram(), o.goTest()...)
	command.Stderr = os.Stderr
	events, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "lab:", err)
		return 1
	}
	screen := newScreen(out, o)
	screen.follow(events)
	failed := command.Wait() != nil
	return screen.end(failed)
}

func goProgram() string {
	if program := os.Getenv("GO"); program != "" {
		return program
	}
	return "go"
}

// boot plays what boots from the network: how, or the whole life of a server.
func boot(lab string, arguments []string, out io.Writer) int {
	test, report := "^TestBoot$", []string(nil)
	if lab == "partition" {
		test = "^TestPartition$"
		if docs, err := filepath.Abs("../../docs"); err == nil {
			report = []string{"-args", "-partition-report", docs}
		}
	}
	call := []string{"test", "-count=1", "-timeout", patience, "-v", "-run", test}
	for _, word := range arguments {
		switch word {
		case "--short":
			call, report = append(call, "-short"), nil
		case "--help", "-h":
			fmt.Fprint(out, usage)
			return 0
		default:
			fmt.Fprintf(os.Stderr, "lab: %q is not understood; ./plant lab --help says what there is\n", word)
			return 2
		}
	}
	return gone(append(append(call, "./boot"), report...), out)
}

// switches plays what switches fetch.
func switches(arguments []string, out io.Writer) int {
	call := []string{"test", "-count=1", "-v"}
	switch {
	case len(arguments) == 0:
	case len(arguments) == 2 && arguments[0] == "--yang":
		folder, err := filepath.Abs(arguments[1])
		if err == nil {
			err = os.Setenv("SONIC_YANG", folder)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "lab:", err)
			return 2
		}
		call = append(call, "-tags", "models")
	case arguments[0] == "--help" || arguments[0] == "-h":
		fmt.Fprint(out, usage)
		return 0
	default:
		fmt.Fprintln(os.Stderr, "lab: only --yang DIR is understood; ./plant lab --help says what there is")
		return 2
	}
	return gone(append(call, "./switches"), out)
}

// fabric plays what routers make of the fabric's configuration.
func fabric(arguments []string, out io.Writer) int {
	flags := flag.NewFlagSet("lab fabric", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	short, written := flags.Bool("short", false, ""), flags.Bool("report", false, "")
	clab, part, groups := flags.String("containerlab", "", ""), flags.String("only", "", ""), flags.String("groups", "", "")
	zones, seed := flags.Uint("zones", 0, ""), flags.Uint64("seed", uint64(time.Now().UnixMilli()%1_000_000), "")
	switch err := flags.Parse(arguments); {
	case err == flag.ErrHelp:
		fmt.Fprint(out, usage)
		return 0
	case err != nil || flags.NArg() > 0:
		fmt.Fprintf(os.Stderr, "lab: %s is not understood; ./plant lab --help says what there is\n", strings.Join(arguments, " "))
		return 2
	}
	only := map[string]string{"": "ControlPlane|OtherProposals|WayOut|RandomZones|Machine", "agents": "Agents", "control": "ControlPlane|OtherProposals|WayOut", "zones": "RandomZones", "machine": "Machine"}
	pattern, known := only[*part]
	if !known {
		fmt.Fprintf(os.Stderr, "lab: there is no part %q: control, zones, machine, agents\n", *part)
		return 2
	}
	if *clab != "" {
		folder, err := filepath.Abs(*clab)
		if err != nil {
			fmt.Fprintln(os.Stderr, "lab:", err)
			return 2
		}
		return gone([]string{"test", "-count=1", "-run", "^TestContainerlab$", "./fabric", "-args", "-containerlab", folder}, out)
	}
	call := []string{"test", "-count=1", "-timeout", patience, "-v", "-tags", "machine", "-run", "^Test(" + pattern + ")$"}
	if *short {
		call = append(call, "-short")
	}
	call = append(call, "./fabric", "-args", "-zone-seed", fmt.Sprint(*seed), "-zones", fmt.Sprint(*zones))
	if *groups != "" {
		call = append(call, "-machine-only", *groups)
	}
	if docs, err := filepath.Abs("../../docs"); err == nil && (*written || !*short) {
		call = append(call, "-fabric-report", docs)
	}
	return gone(call, out)
}

// gone runs go test to its end.
func gone(call []string, out io.Writer) int {
	command := exec.Command(goProgram(), call...)
	command.Stdout, command.Stderr = out, os.Stderr
	if err := command.Run(); err != nil {
		return 1
	}
	return 0
}

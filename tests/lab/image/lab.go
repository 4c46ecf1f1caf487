// Package image starts built disk images in emulated machines, cuts their power, spoils their disks, and says what held.
package image

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Usage is what ./plant lab image --help prints.
const Usage = `Usage: ./plant lab image [--image FILE] [--only PART,...] [--again] [--report] [--list]

Starts a disk image (./plant image build) in emulated machines: boots it without any network, twice, cuts its
power, spoils a root slot, flashes it to a disk that is too small, sets the clock to 1980 and 2038. Each part has
its own limit; what held is kept in tests/lab/target/image, so a run that was ended goes on with what is left.

  --image FILE  default: metal-plant-amd64.img in this folder's top
  --only        parts with these names; --list names them
  --again       forgets what earlier runs of the same image have shown
  --report      writes docs/image-report.md and .json: of each part what came of it last, with which image, also
                what that report had before; --report alone with --only none starts nothing

Upgrades need images that were signed: they are built by the lab, with a key of its own (tests/lab/target/image/lab.key).
An image that was built with that key is upgraded itself, which saves the making of another plant.

It needs root, qemu and ovmf (installed when missing). An emulated start takes two to ten minutes.
Exit status: 0 all held, 1 something did not, 2 wrong use.
`

// part is one thing that is shown.
type part struct {
	name, says string
	limit      time.Duration
	run        func(*lab) error
}

// Result is what came of a part. Figures keep their order.
type Result struct {
	Part    string  `json:"part"`
	Says    string  `json:"says"`
	Held    bool    `json:"held"`
	Why     string  `json:"why,omitempty"`
	Seconds float64 `json:"seconds"`
	When    string  `json:"when"`
	// Image is the beginning of its root hash.
	Image string `json:"image"`
	// Load is that of the build host when the part ended: others may work there.
	Load    string   `json:"load,omitempty"`
	Figures []Figure `json:"figures,omitempty"`
}

// Figure is one thing that was measured.
type Figure struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type lab struct {
	image, boot, folder, top string
	out                      io.Writer
	results                  map[string]*Result
	current                  *Result
	// plantUp is the plant that several parts share, if it is on.
	plantUp *machine
	// readyAt is when a plant was ready last, from the start of its machine.
	readyAt time.Duration
}

func (l *lab) figure(name, format string, values ...any) {
	l.current.Figures = append(l.current.Figures, Figure{name, fmt.Sprintf(format, values...)})
	fmt.Fprintf(l.out, "      %-44s %s\n", name, fmt.Sprintf(format, values...))
}

// Run plays what was asked for.
func Run(arguments []string, out io.Writer) int {
	var only, image string
	var again, report, list bool
	flags := flag.NewFlagSet("image", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&only, "only", "", "")
	flags.StringVar(&image, "image", "../../metal-plant-amd64.img", "")
	flags.BoolVar(&again, "again", false, "")
	flags.BoolVar(&report, "report", false, "")
	flags.BoolVar(&list, "list", false, "")
	if err := flags.Parse(arguments); err != nil || flags.NArg() > 0 {
		if err == flag.ErrHelp {
			fmt.Fprint(out, Usage)
			return 0
		}
		fmt.Fprintln(os.Stderr, "lab: ./plant lab image --help says what there is")
		return 2
	}
	if list {
		for _, one := range parts {
			fmt.Fprintf(out, "%-10s %s\n", one.name, one.says)
		}
		return 0
	}
	chosen, err := choose(only)
	if err != nil {
		fmt.Fprintln(os.Stderr, "lab:", err)
		return 2
	}
	l, err := open(image, again, out)
	if err != nil {
		fmt.Fprintln(os.Stderr, "lab:", err)
		return 1
	}
	return l.play(chosen, only != "", report)
}

func choose(only string) ([]part, error) {
	switch only {
	case "":
		return parts, nil
	case "none":
		return nil, nil
	}
	var chosen []part
	for _, name := range strings.Split(only, ",") {
		before := len(chosen)
		for _, one := range parts {
			if one.name == name {
				chosen = append(chosen, one)
			}
		}
		if len(chosen) == before {
			return nil, fmt.Errorf("there is no part %q; --list names them", name)
		}
	}
	return chosen, nil
}

func open(image string, again bool, out io.Writer) (*lab, error) {
	top, err := filepath.Abs("../..")
	if err != nil {
		return nil, err
	}
	image, err = filepath.Abs(image)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(image + ".json"); err != nil {
		return nil, fmt.Errorf("there is no image %s with its .json; build one by: ./plant image build --out %s", image, image)
	}
	l := &lab{image: image, boot: filepath.Join(top, "installer/image/boot"), top: top,
		folder: filepath.Join(top, "tests/lab/target/image"), out: out, results: map[string]*Result{}}
	if err := os.MkdirAll(l.folder, 0o755); err != nil {
		return nil, err
	}
	if kept, err := os.ReadFile(l.state()); err == nil && !again {
		if err := json.Unmarshal(kept, &l.results); err != nil {
			return nil, fmt.Errorf("%s cannot be read: %w; delete it", l.state(), err)
		}
	}
	return l, l.remember()
}

// remember keeps what the image says of itself: the report is about all images that something was shown of.
func (l *lab) remember() error {
	a, err := l.about()
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(l.folder, "about-"+a.short()+".json"), text, 0o644)
}

// state is kept for one image: another one has other results.
func (l *lab) state() string {
	about, _ := l.about()
	return filepath.Join(l.folder, "results-"+about.Image.SHA256[:min(12, len(about.Image.SHA256))]+".json")
}

func (l *lab) play(chosen []part, named, report bool) int {
	failed := 0
	for _, one := range chosen {
		if old := l.results[one.name]; old != nil && old.Held && !named {
			fmt.Fprintf(l.out, "held    %-10s %s (shown %s)\n", one.name, one.says, old.When)
			continue
		}
		fmt.Fprintf(l.out, "        %-10s %s\n", one.name, one.says)
		if !l.show(one) {
			failed++
		}
	}
	if err := l.rest(); err != nil {
		fmt.Fprintln(os.Stderr, "lab:", err)
	}
	if report {
		if err := l.report(filepath.Join(l.top, "docs")); err != nil {
			fmt.Fprintln(os.Stderr, "lab:", err)
			return 1
		}
	}
	fmt.Fprintf(l.out, "%d passed, %d failed\n", len(chosen)-failed, failed)
	if failed > 0 {
		return 1
	}
	return 0
}

func (l *lab) show(one part) bool {
	a, _ := l.about()
	l.current = &Result{Part: one.name, Says: one.says, When: time.Now().UTC().Format("2006-01-02 15:04"), Image: a.short()}
	begun := time.Now()
	err := one.run(l)
	l.current.Seconds = time.Since(begun).Seconds()
	l.current.Held = err == nil
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		l.current.Load = strings.Fields(string(load))[1]
	}
	word := "held   "
	if err != nil {
		l.current.Why = err.Error()
		word = "FAILED "
	}
	l.results[one.name] = l.current
	if kept, err := json.MarshalIndent(l.results, "", "  "); err == nil {
		if err := os.WriteFile(l.state(), kept, 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "lab:", err)
		}
	}
	fmt.Fprintf(l.out, "%s %-10s %.0f s %s\n", word, one.name, l.current.Seconds, l.current.Why)
	return l.current.Held
}

// about is what the build wrote beside the image.
type about struct {
	Version, Roothash  string
	Commit, Built      string
	Signed, Containers bool
	ContainerSizes     map[string]int64
	Image              struct {
		Size, CompressedSize int64
		SHA256               string
	}
	Root, Verity, Kernel struct{ Size int64 }
}

// short is how the report calls an image.
func (a about) short() string { return a.Roothash[:min(12, len(a.Roothash))] }

func (l *lab) about() (about, error) {
	var a about
	text, err := os.ReadFile(l.image + ".json")
	if err != nil {
		return a, err
	}
	return a, json.Unmarshal(text, &a)
}

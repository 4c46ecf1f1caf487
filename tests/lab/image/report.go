package image

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// report is of each part what came of it last, and the images that this was shown of.
type report struct {
	Images map[string]about   `json:"images"`
	Parts  map[string]*Result `json:"parts"`
	// Container is the root of an image on a systemd in a container; it needs no emulation and so has time to cut in every step.
	Container *Result `json:"container,omitempty"`
}

// report writes the page and the file for programs. What was shown of other images, here or in the report before, stays until the same
// part has run again: a run of one part takes nothing away from the others.
func (l *lab) report(folder string) error {
	file := filepath.Join(folder, "image-report.json")
	all := report{Images: map[string]about{}, Parts: map[string]*Result{}}
	if before, err := read[report](file); err == nil {
		all.add(before)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the report before cannot be read: %w", err)
	}
	if err := l.collect(&all); err != nil {
		return err
	}
	inContainer, err := container(filepath.Join(l.top, "bootstrap/target"))
	if err != nil {
		return err
	}
	all.add(report{Container: inContainer})
	all.prune()
	kept, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, append(kept, '\n'), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "image-report.md"), []byte(page(all)), 0o644)
}

func read[T any](file string) (T, error) {
	var value T
	text, err := os.ReadFile(file)
	if err != nil {
		return value, err
	}
	return value, json.Unmarshal(text, &value)
}

// collect adds what runs in this tree have kept.
func (l *lab) collect(all *report) error {
	files, err := filepath.Glob(filepath.Join(l.folder, "about-*.json"))
	if err != nil {
		return err
	}
	for _, file := range files {
		a, err := read[about](file)
		if err != nil {
			return err
		}
		results, err := read[map[string]*Result](filepath.Join(l.folder, "results-"+a.Image.SHA256[:12]+".json"))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		all.add(report{Images: map[string]about{a.short(): a}, Parts: results})
	}
	return nil
}

// add takes over what is newer.
func (r *report) add(other report) {
	for name, a := range other.Images {
		r.Images[name] = a
	}
	for name, result := range other.Parts {
		if result.Why == errNoPlant.Error() {
			continue
		}
		if old := r.Parts[name]; old == nil || result.When >= old.When {
			r.Parts[name] = result
		}
	}
	if c := other.Container; c != nil && (r.Container == nil || c.When >= r.Container.When) {
		r.Container = c
	}
}

// prune forgets images that nothing is told of any more.
func (r *report) prune() {
	used := map[string]bool{}
	for _, result := range r.Parts {
		used[result.Image] = true
	}
	for name := range r.Images {
		if !used[name] {
			delete(r.Images, name)
		}
	}
}

// ordered are the images, the newest first.
func (r report) ordered() []about {
	var all []about
	for _, a := range r.Images {
		all = append(all, a)
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].Built != all[j].Built {
			return all[i].Built > all[j].Built
		}
		return all[i].Roothash > all[j].Roothash
	})
	return all
}

func page(r report) string {
	var p strings.Builder
	p.WriteString("# What the image has shown\n\n")
	p.WriteString("Written by `./plant lab image --report`; nothing in it is typed by hand. All machines are emulated (no virtualization), with one processor and 1 GiB, " +
		"3 GiB where a plant runs in them; a part with more processors says so. Seconds are of the build host, which others may use at the same time (*load* is its load average over five minutes): they mean something only beside each other. The seconds of a step are those of its last try, as its journal has them; a busy box tries more than once.\n\n")
	p.WriteString("Each part is told as it was run last, with the image that it ran on. An image without containers is a frame for what happens before there is a plant.\n\n")
	p.WriteString("| image | commit | built | signed | containers | flashed | compressed | root slot, used | hash tree | kernel image |\n|---|---|---|---|---|---|---|---|---|---|\n")
	for _, a := range r.ordered() {
		fmt.Fprintf(&p, "| `%s` | %s | %s | %s | %s | %d MiB | %s | %d MiB | %d KiB | %d MiB |\n", a.short(), known(a.Commit), known(a.Built), yes(a.Signed), yes(a.Containers),
			a.Image.Size>>20, mebi(a.Image.CompressedSize), a.Root.Size>>20, a.Verity.Size>>10, a.Kernel.Size>>20)
	}
	r.containers(&p)
	r.goals(&p)
	p.WriteString("\n## Boot with no network\n\n| part | what | result | image | seconds | load | shown |\n|---|---|---|---|---|---|---|\n")
	for _, one := range parts {
		switch result := r.Parts[one.name]; {
		case result == nil:
			fmt.Fprintf(&p, "| %s | %s | **not run** | | | | |\n", one.name, one.says)
		case result.Held:
			fmt.Fprintf(&p, "| %s | %s | held | `%s` | %.0f | %s | %s |\n", one.name, one.says, result.Image, result.Seconds, result.Load, result.When)
		default:
			fmt.Fprintf(&p, "| %s | %s | **FAILED**: %s | `%s` | %.0f | %s | %s |\n", one.name, one.says, cell(result.Why), result.Image, result.Seconds, result.Load, result.When)
		}
	}
	p.WriteString(absent)
	for _, one := range parts {
		if result := r.Parts[one.name]; result != nil && len(result.Figures) > 0 {
			fmt.Fprintf(&p, "\n### %s\n\n| figure | value |\n|---|---|\n", one.name)
			for _, figure := range result.Figures {
				fmt.Fprintf(&p, "| %s | %s |\n", cell(figure.Name), cell(figure.Value))
			}
		}
	}
	r.inContainer(&p)
	return p.String()
}

// containers are those of the newest image that has some.
func (r report) containers(p *strings.Builder) {
	for _, a := range r.ordered() {
		if len(a.ContainerSizes) == 0 {
			continue
		}
		fmt.Fprintf(p, "\nContainers of `%s`, as archives (gzip; the layer that all share is in each):", a.short())
		names := make([]string, 0, len(a.ContainerSizes))
		for name := range a.ContainerSizes {
			names = append(names, name)
		}
		slices.Sort(names)
		for i, name := range names {
			fmt.Fprintf(p, "%s %s %.1f MB", map[bool]string{true: "", false: ","}[i == 0], name, float64(a.ContainerSizes[name])/1e6)
		}
		p.WriteString(".\n")
		return
	}
}

// goals stand beside what was measured; nothing is called reached that no part has shown.
func (r report) goals(p *strings.Builder) {
	p.WriteString("\n| goal | measured | reached |\n|---|---|---|\n")
	row := func(goal, measured string, reached bool) {
		fmt.Fprintf(p, "| %s | %s | %s |\n", goal, measured, yes(reached))
	}
	size := "no image with containers was measured"
	small := false
	for _, a := range r.ordered() {
		if a.Containers && a.Image.CompressedSize > 0 {
			size, small = fmt.Sprintf("%d MB (`%s`)", a.Image.CompressedSize/1e6, a.short()), a.Image.CompressedSize < 1_500_000_000
			break
		}
	}
	row("image under 1.5 GB compressed, with its containers", size, small)
	units, fits := "part `ready` has not shown it", false
	if value, there := r.figure("ready", together); there {
		mib, err := strconv.Atoi(strings.TrimSuffix(value, " MiB"))
		units, fits = value+", page cache that is charged to them included", err == nil && mib < 3072
	}
	row("all units under 3 GiB resident, with PostgreSQL", units, fits)
	ready := r.Parts["ready"]
	alone := ready != nil && ready.Held
	row("at most three answers at first boot", map[bool]string{true: "none was given: the plant named itself; who sits there is asked three questions", false: "part `ready` has not shown it"}[alone], alone)
	row("no external service", map[bool]string{true: "part `ready`: no network device at all", false: "part `ready` has not shown it"}[alone], alone)
}

func (r report) figure(part, name string) (string, bool) {
	result := r.Parts[part]
	if result == nil || !result.Held {
		return "", false
	}
	for _, one := range result.Figures {
		if one.Name == name {
			return one.Value, true
		}
	}
	return "", false
}

// absent says what nobody should look for above.
const absent = "\nNo part exists for arm64. TPM and Secure Boot are those of an emulated box.\n"

func known(text string) string {
	if text == "" {
		return "not recorded"
	}
	return text
}

func mebi(bytes int64) string {
	if bytes == 0 {
		return "not compressed"
	}
	return fmt.Sprintf("%d MiB", bytes>>20)
}

func cell(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "|", "\\|"), "\n", "<br>")
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

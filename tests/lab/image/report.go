package image

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// report writes the page and the file for programs, of everything that this image has shown.
func (l *lab) report(folder string) error {
	about, err := l.about()
	if err != nil {
		return err
	}
	if kept, err := json.MarshalIndent(map[string]any{"image": about, "parts": l.results}, "", "  "); err == nil {
		if err := os.WriteFile(filepath.Join(folder, "image-report.json"), append(kept, '\n'), 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(folder, "image-report.md"), []byte(page(about, l.results)), 0o644)
}

func page(a about, results map[string]*Result) string {
	var p strings.Builder
	p.WriteString("# What the image has shown\n\n")
	p.WriteString("Written by `./plant lab image --report`; nothing in it is typed by hand. All machines are emulated (no virtualization), with one\n" +
		"processor and 1 GiB; times are of the build host and mean something only beside each other.\n\n")
	fmt.Fprintf(&p, "Version %s, root hash %s…, signed: %s, containers inside: %s.\n\n", a.Version, a.Roothash[:12], yes(a.Signed), yes(a.Containers))
	p.WriteString("| what | bytes |\n|---|---|\n")
	fmt.Fprintf(&p, "| image, as it is flashed | %d MiB |\n", a.Image.Size>>20)
	if a.Image.CompressedSize > 0 {
		fmt.Fprintf(&p, "| image, compressed | %d MiB |\n", a.Image.CompressedSize>>20)
	}
	fmt.Fprintf(&p, "| root slot, used | %d MiB |\n| its hash tree | %d KiB |\n| kernel image | %d MiB |\n\n",
		a.Root.Size>>20, a.Verity.Size>>10, a.Kernel.Size>>20)
	p.WriteString("## Boot with no network\n\n| part | what | result | seconds | shown |\n|---|---|---|---|---|\n")
	for _, one := range parts {
		result := results[one.name]
		switch {
		case result == nil:
			fmt.Fprintf(&p, "| %s | %s | **not run** | | |\n", one.name, one.says)
		case result.Held:
			fmt.Fprintf(&p, "| %s | %s | held | %.0f | %s |\n", one.name, one.says, result.Seconds, result.When)
		default:
			fmt.Fprintf(&p, "| %s | %s | **FAILED**: %s | %.0f | %s |\n", one.name, one.says, cell(result.Why), result.Seconds, result.When)
		}
	}
	p.WriteString(absent)
	for _, one := range parts {
		if result := results[one.name]; result != nil && len(result.Figures) > 0 {
			fmt.Fprintf(&p, "\n### %s\n\n| figure | value |\n|---|---|\n", one.name)
			for _, figure := range result.Figures {
				fmt.Fprintf(&p, "| %s | %s |\n", cell(figure.Name), cell(figure.Value))
			}
		}
	}
	return p.String()
}

// absent says what nobody should look for above.
const absent = "\nNo part exists yet for: " +
	"upgrade and rollback, restore into a fresh machine, a full disk, two machines as a federation, a TPM, Secure Boot.\n"

func cell(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "|", "\\|"), "\n", "<br>")
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

package image

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

const (
	// owner stands beside each key in the firmware; it means nothing.
	owner = "5d1f34a6-2f2b-4d8a-9c53-0c1f2a6f7b11"
	// variables is the newest release that the part was played with.
	variables = "virt-firmware==26.10"
)

// secure starts the image through firmware that looks at signatures.
func secure(l *lab) error {
	about, err := l.about()
	if err != nil {
		return err
	}
	if !about.Signed {
		return fmt.Errorf("this image has no signature: build one with --key %s", filepath.Join(l.folder, "lab.key"))
	}
	ours, err := l.enrolled("ours", filepath.Join(l.folder, "lab.crt"))
	if err != nil {
		return err
	}
	m, at, err := l.booted("secure", []string{"--no-network", "--fresh", "--secure-boot", ours})
	if err != nil {
		return err
	}
	on := m.said(`[Ss]ecure ?boot.*enabled`)
	m.cut()
	if !on {
		return fmt.Errorf("the kernel does not say that Secure Boot is on")
	}
	l.figure("Secure Boot is on, up", "%.0f s", at.at.Seconds())
	if err := l.key("another"); err != nil {
		return err
	}
	strange, err := l.enrolled("another", filepath.Join(l.folder, "another.crt"))
	if err != nil {
		return err
	}
	m, err = l.start("secure-another", []string{"--no-network", "--fresh", "--secure-boot", strange})
	if err != nil {
		return err
	}
	defer m.cut()
	said, err := m.await(`Access Denied|Security Violation`, waiting)
	if err != nil {
		return err
	}
	if m.said(`Linux version|EFI stub`) {
		return fmt.Errorf("firmware with another key started the image")
	}
	l.figure("firmware that knows another key alone", "%s (%.0f s)", said.text, said.at.Seconds())
	return nil
}

// enrolled makes a variable store of the firmware in which that certificate is the only key.
func (l *lab) enrolled(name, certificate string) (string, error) {
	if err := programs(map[string]string{"pip3": "python3-pip"}); err != nil {
		return "", err
	}
	tools := filepath.Join(l.folder, "virt-firmware")
	if _, err := os.Stat(filepath.Join(tools, "bin/virt-fw-vars")); err != nil {
		if said, err := exec.Command("pip3", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore", "--target", tools, variables).CombinedOutput(); err != nil {
			return "", fmt.Errorf("pip could not install %s: %s", variables, said)
		}
	}
	store := filepath.Join(l.folder, "keys-"+name+".fd")
	call := exec.Command("python3", filepath.Join(tools, "bin/virt-fw-vars"), "--input", "/usr/share/OVMF/OVMF_VARS_4M.fd", "--output", store,
		"--set-pk", owner, certificate, "--add-kek", owner, certificate, "--add-db", owner, certificate, "--sb")
	call.Env = append(os.Environ(), "PYTHONPATH="+tools)
	if said, err := call.CombinedOutput(); err != nil {
		return "", fmt.Errorf("virt-fw-vars: %s", said)
	}
	return store, nil
}

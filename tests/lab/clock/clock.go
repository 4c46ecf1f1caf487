// Package clock gives the processes of a plant a wall clock that can be set while they run, and nobody else: the JVMs, PostgreSQL and
// the commands through a library in front of the C library (library/clock.c), nsqd and wireguard-go by a build with a Go library that
// asks the same file. Spans stay right, as on a machine whose clock somebody sets.
//
// Not reached: the short programs that the mesh starts (wg, ip, ping), and times of files.
package clock

import (
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"time"
)

//go:embed library/clock.c
var library []byte

// fileName is that of the file that says how wrong the clock is.
const fileName = "wrong-by"

// Clock is the wall clock of one plant.
type Clock struct {
	folder  string
	wrongBy atomic.Int64
}

// Absence says why there can be no such clock on this machine; nil if there can.
func Absence() error {
	if _, err := exec.LookPath("cc"); err != nil {
		return fmt.Errorf("a C compiler is needed; as root: apt-get install gcc libc6-dev: %w", err)
	}
	return nil
}

// Open makes a clock that is right, in a folder of its own, which it makes.
func Open(folder string) (*Clock, error) {
	if err := Absence(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	c := &Clock{folder: folder}
	if err := c.Set(0); err != nil {
		return nil, err
	}
	source := filepath.Join(folder, "clock.c")
	if err := os.WriteFile(source, library, 0o600); err != nil {
		return nil, err
	}
	if err := c.compile(source); err != nil {
		return nil, err
	}
	return c, c.ownCache()
}

func (c *Clock) compile(source string) error {
	return run(exec.Command("cc", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", c.library(), source))
}

func (c *Clock) library() string { return filepath.Join(c.folder, "clock.so") }

func (c *Clock) file() string { return filepath.Join(c.folder, fileName) }

// Environment is what a process of the plant is started with; nothing for nil.
func (c *Clock) Environment() []string {
	if c == nil {
		return nil
	}
	return []string{"LD_PRELOAD=" + c.library(), "LAB_CLOCK=" + c.file(), "XDG_CACHE_HOME=" + filepath.Join(c.folder, "cache")}
}

// Set makes the clock wrong by that much from now on, for processes that run too.
func (c *Clock) Set(wrongBy time.Duration) error {
	file, err := os.OpenFile(c.file(), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	c.wrongBy.Store(int64(wrongBy))
	_, err = file.WriteAt(binary.LittleEndian.AppendUint64(nil, uint64(wrongBy)), 0)
	return err
}

// Now is what the clock shows; that of nil is right.
func (c *Clock) Now() time.Time {
	if c == nil {
		return time.Now()
	}
	return time.Now().Add(time.Duration(c.wrongBy.Load()))
}

// programs are those in the cache of ./plant that have no C library: by folder, the module in images and the packages.
var programs = []struct {
	folder, module string
	packages       map[string]string
}{
	{"wireguard-go-20250521", "wireguard", map[string]string{"wireguard-go": "golang.zx2c4.com/wireguard"}},
	{"nsq-1.3.0", "nsq", map[string]string{
		"nsqd": "github.com/nsqio/nsq/apps/nsqd", "nsqlookupd": "github.com/nsqio/nsq/apps/nsqlookupd",
	}},
}

// ownCache is the cache of ./plant, but for the programs that are built to look at this clock.
func (c *Clock) ownCache() error {
	shared, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	shared = filepath.Join(shared, "metal-plant")
	own := filepath.Join(c.folder, "cache", "metal-plant")
	overlay, err := c.overlay()
	if err != nil {
		return err
	}
	for _, each := range programs {
		folder := filepath.Join(own, each.folder)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
		// The build script knows its work by the stamp, and leaves alone what has one.
		stamp, err := os.ReadFile(filepath.Join(shared, each.folder, "stamp"))
		if err != nil {
			return fmt.Errorf("%s is not built: ./plant lab builds it: %w", each.folder, err)
		}
		if err := os.WriteFile(filepath.Join(folder, "stamp"), stamp, 0o600); err != nil {
			return err
		}
		if err := os.Symlink(c.file(), filepath.Join(folder, fileName)); err != nil {
			return err
		}
		for name, path := range each.packages {
			build := goCommand("build", "-mod=readonly", "-trimpath", "-buildvcs=false", "-overlay", overlay, "-o", filepath.Join(folder, name), path)
			build.Dir = filepath.Join("../../../images", each.module)
			if err := run(build); err != nil {
				return err
			}
		}
	}
	entries, err := os.ReadDir(shared)
	for _, entry := range entries {
		link := filepath.Join(own, entry.Name())
		if _, taken := os.Lstat(link); taken != nil {
			err = errors.Join(err, os.Symlink(filepath.Join(shared, entry.Name()), link))
		}
	}
	return err
}

//go:embed library/lab.go.txt
var shift []byte

// readsClock is where Go's own library asks the machine for the time.
var readsClock = regexp.MustCompile(`(?m)^func Now\(\) Time \{\n(?:.*\n)*?\tsec, nsec, mono := \w+\(\)\n`)

// overlay describes a Go library whose wall clock is that of the file beside the program. It is the same for all clocks, so that it is
// compiled once.
func (c *Clock) overlay() (string, error) {
	root, err := goCommand("env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("where Go's own library is: %w", err)
	}
	sources := filepath.Join(strings.TrimSpace(string(root)), "src", "time")
	text, err := os.ReadFile(filepath.Join(sources, "time.go"))
	if err != nil {
		return "", err
	}
	at := readsClock.FindIndex(text)
	if at == nil {
		return "", errors.New("this Go reads its clock elsewhere: look at func Now in " + sources)
	}
	edited := append(append(append([]byte{}, text[:at[1]]...), "\tsec, nsec = labShifted(sec, nsec)\n"...), text[at[1]:]...)
	replace := map[string]string{}
	for name, content := range map[string][]byte{"time.go": edited, "lab.go": shift} {
		replace[filepath.Join(sources, name)] = filepath.Join(c.folder, name)
		if err := os.WriteFile(filepath.Join(c.folder, name), content, 0o600); err != nil {
			return "", err
		}
	}
	described, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	path := filepath.Join(c.folder, "overlay.json")
	return path, os.WriteFile(path, described, 0o600)
}

func goCommand(words ...string) *exec.Cmd {
	program := os.Getenv("GO")
	if program == "" {
		program = "go"
	}
	command := exec.Command(program, words...)
	command.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
	return command
}

func run(command *exec.Cmd) error {
	if printed, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(command.Args, " "), err, printed)
	}
	return nil
}

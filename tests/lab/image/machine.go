package image

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// fast leaves out what costs an emulated processor minutes and has no part in what is tested. The shell on the second serial line is how
// the lab looks inside; an image that is started from its signed kernel image has none.
const fast = "mitigations=off nowatchdog audit=0 apparmor=0 lsm=capability tsc=reliable clocksource=tsc systemd.debug_shell=ttyS1"

// line is one of the console, with when it came.
type line struct {
	at   time.Duration
	text string
}

// machine is an emulated server that was started with ./plant image boot.
type machine struct {
	command *exec.Cmd
	begun   time.Time
	socket  string
	log     *os.File
	gone    chan struct{}

	mutex  sync.Mutex
	lines  []line
	shell  net.Conn
	answer *bufio.Reader
	calls  int
}

var control = regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]|\x1b\\][^\x07\x1b]*(\x07|\x1b\\\\)|[\x00-\x08\x0b-\x1f]")

// start lets a machine run; its console goes to a file of that name in the folder, too.
func (l *lab) start(name string, arguments []string, qemu ...string) (*machine, error) {
	if err := l.rest(); err != nil {
		return nil, err
	}
	return l.beside(name, arguments, qemu...)
}

// beside starts a machine though another one may be on.
func (l *lab) beside(name string, arguments []string, qemu ...string) (*machine, error) {
	log, err := os.Create(filepath.Join(l.folder, name+".console"))
	if err != nil {
		return nil, err
	}
	socket := filepath.Join(l.folder, name+".shell")
	_ = os.Remove(socket)
	// What a part asks for comes behind, and so wins.
	call := append([]string{l.image, "--memory", "1024", "--append", fast}, arguments...)
	call = append(call, "--",
		"-chardev", "socket,id=shell,path="+socket+",server=on,wait=off", "-serial", "chardev:shell")
	command := exec.Command(l.boot, append(call, qemu...)...)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	pipe, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	command.Stderr = log
	m := &machine{command: command, begun: time.Now(), socket: socket, log: log, gone: make(chan struct{})}
	if err := command.Start(); err != nil {
		return nil, err
	}
	go m.read(pipe)
	return m, nil
}

func (m *machine) read(pipe io.Reader) {
	defer close(m.gone)
	defer m.log.Close()
	console := bufio.NewReader(pipe)
	for {
		text, err := console.ReadString('\n')
		text = strings.TrimSpace(control.ReplaceAllString(text, ""))
		if text != "" {
			at := time.Since(m.begun)
			fmt.Fprintf(m.log, "%7.1f %s\n", at.Seconds(), text)
			m.mutex.Lock()
			m.lines = append(m.lines, line{at, text})
			m.mutex.Unlock()
		}
		if err != nil {
			_ = m.command.Wait()
			return
		}
	}
}

// own is how long the machine is on, without what it waited for a processor of the build host, which others use too. Limits are held against
// it: a machine that is kept waiting is not one that hangs.
func (m *machine) own() time.Duration {
	on := time.Since(m.begun)
	waited := time.Duration(0)
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", m.command.Process.Pid))
	for _, thread := range threads {
		text, err := os.ReadFile(thread)
		if fields := strings.Fields(string(text)); err == nil && len(fields) == 3 {
			nanoseconds, _ := strconv.ParseInt(fields[1], 10, 64)
			waited = max(waited, time.Duration(nanoseconds))
		}
	}
	return on - waited
}

// await gives the first line with the pattern, and when it came. The limit is of the machine's own time.
func (m *machine) await(pattern string, limit time.Duration) (line, error) {
	wanted := regexp.MustCompile(pattern)
	deadline := m.own() + limit
	for next := 0; ; {
		m.mutex.Lock()
		fresh := m.lines[next:]
		next = len(m.lines)
		m.mutex.Unlock()
		for _, one := range fresh {
			if wanted.MatchString(one.text) {
				return one, nil
			}
		}
		select {
		case <-m.gone:
			return line{}, fmt.Errorf("the machine ended before its console said %q; last: %s", pattern, m.last())
		case <-time.After(200 * time.Millisecond):
		}
		if m.own() > deadline {
			return line{}, fmt.Errorf("the console did not say %q within %s; last: %s", pattern, limit, m.last())
		}
	}
}

func (m *machine) said(pattern string) bool {
	wanted := regexp.MustCompile(pattern)
	m.mutex.Lock()
	defer m.mutex.Unlock()
	for _, one := range m.lines {
		if wanted.MatchString(one.text) {
			return true
		}
	}
	return false
}

func (m *machine) last() string {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if len(m.lines) == 0 {
		return "nothing"
	}
	return m.lines[len(m.lines)-1].text
}

// sh runs a line in the machine's root shell and gives what it printed. The limit is of the machine's own time.
func (m *machine) sh(script string, limit time.Duration) (string, error) {
	if m.shell == nil {
		connection, err := net.Dial("unix", m.socket)
		if err != nil {
			return "", err
		}
		m.shell, m.answer = connection, bufio.NewReader(connection)
	}
	m.calls++
	// The shell prints back what it is sent; only the answers have the number behind the word.
	mark := fmt.Sprintf("%d", m.calls)
	deadline := m.own() + limit
	_ = m.shell.SetWriteDeadline(time.Now().Add(limit))
	if _, err := fmt.Fprintf(m.shell, "\necho BEGIN''-%s; { %s; } 2>&1; echo END''-%s-$?\n", mark, script, mark); err != nil {
		return "", err
	}
	var text strings.Builder
	inside, begun := false, ""
	for {
		_ = m.shell.SetReadDeadline(time.Now().Add(10 * time.Second))
		one, err := m.answer.ReadString('\n')
		if errors.Is(err, os.ErrDeadlineExceeded) && m.own() < deadline {
			begun += one
			continue
		}
		one, begun = begun+one, ""
		if err != nil {
			return "", fmt.Errorf("the machine's shell does not answer to %q: %w", script, err)
		}
		one = control.ReplaceAllString(one, "")
		switch {
		case strings.Contains(one, "BEGIN-"+mark):
			inside = true
		case strings.Contains(one, "END-"+mark+"-0"):
			return strings.TrimSpace(text.String()), nil
		case strings.Contains(one, "END-"+mark+"-"):
			return "", fmt.Errorf("in the machine %q failed: %s", script, strings.TrimSpace(text.String()))
		case inside:
			text.WriteString(strings.TrimRight(one, "\r\n") + "\n")
		}
	}
}

// runs says whether it is on.
func (m *machine) runs() bool {
	select {
	case <-m.gone:
		return false
	default:
		return true
	}
}

// cut is a power cut: nothing of the machine gets to write anything any more.
func (m *machine) cut() {
	if m.shell != nil {
		_ = m.shell.Close()
	}
	_ = syscall.Kill(-m.command.Process.Pid, syscall.SIGKILL)
	<-m.gone
}

// off shuts the machine down in order.
func (m *machine) off(limit time.Duration) error {
	_, _ = m.sh("systemctl poweroff", 30*time.Second)
	select {
	case <-m.gone:
		return nil
	case <-time.After(limit):
		m.cut()
		return fmt.Errorf("the machine did not power off within %s; last: %s", limit, m.last())
	}
}

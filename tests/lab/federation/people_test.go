package federation

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"

	"golang.org/x/sys/unix"
)

// person sits before a terminal of its own, reads what a command says, and agrees to every question.
type person struct {
	terminal  *os.File
	done      chan error
	lock      sync.Mutex
	read      strings.Builder
	questions int
}

// asks is how a question of plantctl ends.
var asks = regexp.MustCompile(`\[[a-zA-Z]+/[a-zA-Z]+\] ?$`)

// sit lets a person run plantctl for this plant.
func (s *side) sit(arguments ...string) (*person, error) {
	terminal, name, err := openTerminal()
	if err != nil {
		return nil, err
	}
	inside, err := os.OpenFile(name, os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		return nil, err
	}
	defer inside.Close()
	command := exec.Command(s.plant.Script()+"ctl", append(arguments, "--data", s.plant.Data)...)
	command.Stdin, command.Stdout, command.Stderr = inside, inside, inside
	command.SysProcAttr = &unix.SysProcAttr{Setsid: true, Setctty: true}
	if err := command.Start(); err != nil {
		return nil, err
	}
	p := &person{terminal: terminal, done: make(chan error, 1)}
	go p.look()
	go func() {
		err := command.Wait()
		_ = terminal.Close()
		p.done <- err
	}()
	return p, nil
}

func openTerminal() (*os.File, string, error) {
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		return nil, "", err
	}
	handle := int(terminal.Fd())
	if err := unix.IoctlSetPointerInt(handle, unix.TIOCSPTLCK, 0); err != nil {
		return nil, "", err
	}
	number, err := unix.IoctlGetInt(handle, unix.TIOCGPTN)
	return terminal, fmt.Sprintf("/dev/pts/%d", number), err
}

func (p *person) look() {
	from := bufio.NewReader(p.terminal)
	line := ""
	for {
		one, _, err := from.ReadRune()
		if err != nil {
			return
		}
		if line += string(one); one == '\n' {
			line = ""
		}
		p.lock.Lock()
		p.read.WriteRune(one)
		if from.Buffered() == 0 && asks.MatchString(line) {
			p.questions++
			line = ""
			_, _ = io.WriteString(p.terminal, "yes\n")
		}
		p.lock.Unlock()
	}
}

// saw is what was on the screen so far.
func (p *person) saw() string {
	p.lock.Lock()
	defer p.lock.Unlock()
	return p.read.String()
}

// end is how the command ended and how often it asked.
func (p *person) end() (questions int, err error) {
	if err = <-p.done; err != nil {
		err = errors.Join(err, errors.New(p.saw()))
	}
	p.lock.Lock()
	defer p.lock.Unlock()
	return p.questions, err
}

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
)

// The majors that the stand-in can be, in the order in which a store is led through them.
var majors = []string{"22.1", "22.2", "23.1", "23.2"}

// What a store keeps beside its data.
type state struct {
	mutex sync.Mutex
	file  string
	// Active is the major that the store was finalised for: older programs cannot read it any more.
	Active   string            `json:"active"`
	Settings map[string]string `json:"settings"`
}

const preserve = "cluster.preserve_downgrade_option"

// openStore makes or opens a store and keeps others away from it as long as the process lives.
func openStore(folder string) (*state, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(filepath.Join(folder, "LOCK"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		return nil, fmt.Errorf("could not cleanly open store %s: it is in use by another node", folder)
	}
	s := &state{file: filepath.Join(folder, "standin.json"), Settings: map[string]string{}}
	bytes, err := os.ReadFile(s.file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.Active = major(version)
		s.Settings["diagnostics.reporting.enabled"] = fmt.Sprint(os.Getenv("COCKROACH_SKIP_ENABLING_DIAGNOSTIC_REPORTING") != "true")
		return s, s.save()
	case err != nil:
		return nil, err
	}
	if err := json.Unmarshal(bytes, s); err != nil {
		return nil, err
	}
	return s, s.upgrade()
}

func major(version string) string {
	words := strings.SplitN(strings.TrimPrefix(version, "v"), ".", 3)
	return strings.Join(words[:2], ".")
}

// upgrade leads the store one major on, and makes that final unless it was asked not to.
func (s *state) upgrade() error {
	is, was := slices.Index(majors, major(version)), slices.Index(majors, s.Active)
	switch {
	case is < was:
		return fmt.Errorf("the store was last used with cockroach version v%s, which is newer than %s: it cannot go back", s.Active, version)
	case is > was+1:
		return fmt.Errorf("the store is of version v%s and too old for %s: upgrade one major at a time", s.Active, version)
	case is == was+1 && s.Settings[preserve] != s.Active:
		s.Active = majors[is]
		return s.save()
	}
	return nil
}

func (s *state) save() error {
	bytes, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := os.WriteFile(s.file+".new", bytes, 0o600); err != nil {
		return err
	}
	return os.Rename(s.file+".new", s.file)
}

func (s *state) set(name, value string) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if name == preserve && value != "" && value != s.Active {
		return fmt.Errorf("cannot set %s to %s: the store is of version %s", preserve, value, s.Active)
	}
	s.Settings[name] = value
	if name == preserve && value == "" {
		s.Active = major(version)
	}
	return s.save()
}

func (s *state) get(name string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if name == "version" {
		return s.Active
	}
	return s.Settings[name]
}

// Package kit holds what the tests of all packages use to say what must hold.
package kit

import (
	"fmt"
	"runtime"
	"testing"
	"time"
)

// mishap is what Must throws; Caught turns it into a failure of the test with the line where it happened.
type mishap struct {
	where string
	err   error
}

// Must gives the value of a call that has to succeed.
func Must[T any](value T, err error) T {
	if err != nil {
		Throw(err, 1)
	}
	return value
}

// Must0 is Must for a call that gives nothing but an error.
func Must0(err error) {
	if err != nil {
		Throw(err, 1)
	}
}

// Throw ends the body that Caught runs. It blames the caller of the function that calls it, or one further up.
func Throw(err error, further int) {
	_, file, line, _ := runtime.Caller(1 + further)
	panic(mishap{fmt.Sprintf("%s:%d", file, line), err})
}

// Run is t.Run for a body that uses Must.
func Run(t *testing.T, name string, body func(t *testing.T)) bool {
	t.Helper()
	return t.Run(name, func(t *testing.T) { Caught(t, func() { body(t) }) })
}

// Caught runs a body that uses Must.
func Caught(t *testing.T, body func()) {
	t.Helper()
	defer func() {
		switch what := recover().(type) {
		case nil:
		case mishap:
			t.Fatalf("%s: %v", what.where, what.err)
		default:
			panic(what)
		}
	}()
	body()
}

// Eventually waits for a state, looking four times a second. The probe says what it saw, for the failure's text.
func Eventually(t *testing.T, within time.Duration, what string, probe func() (reached bool, seen string)) {
	t.Helper()
	for deadline := time.Now().Add(within); ; time.Sleep(250 * time.Millisecond) {
		reached, seen := probe()
		if reached {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within %s; last seen: %s", what, within, seen)
		}
	}
}

// Ptr is a pointer to a value of its own.
func Ptr[T any](value T) *T { return &value }

// At is the value behind a pointer, or the zero value.
func At[T any](pointer *T) T {
	if pointer == nil {
		return *new(T)
	}
	return *pointer
}

// Equal fails the test, and lets it go on, unless both are the same.
func Equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: expected %v, got %v", what, want, got)
	}
}

// Check fails the test, and lets it go on, unless the condition holds.
func Check(t *testing.T, holds bool, format string, args ...any) {
	t.Helper()
	if !holds {
		t.Errorf(format, args...)
	}
}

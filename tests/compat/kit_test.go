package compat

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/metal-stack/metal-lib/httperrors"

	"metalplant.invalid/compat/kit"
)

// must gives the value of a call that has to succeed.
func must[T any](value T, err error) T {
	if err != nil {
		kit.Throw(err, 1)
	}
	return value
}

func must0(err error) {
	if err != nil {
		kit.Throw(err, 1)
	}
}

// run is t.Run for a body that uses must.
func run(t *testing.T, name string, body func(t *testing.T)) bool {
	t.Helper()
	return kit.Run(t, name, body)
}

func caught(t *testing.T, body func()) {
	t.Helper()
	kit.Caught(t, body)
}

// typed is a refusal that the generated client decoded into a type of its own.
type typed interface {
	error
	Code() int
	GetPayload() *httperrors.HTTPErrorResponse
}

// refused demands that the error is of the client's type E, with that status in the envelope and in the body, and
// returns the message for people.
func refused[E typed](t *testing.T, err error, status int) string {
	t.Helper()
	var refusal E
	if !errors.As(err, &refusal) {
		t.Errorf("expected a %T with status %d, got %T: %v", refusal, status, err, err)
		return ""
	}
	payload := refusal.GetPayload()
	if refusal.Code() != status || payload == nil || payload.StatusCode != status || payload.Message == "" {
		t.Errorf("expected status %d with a message, got %d with %+v", status, refusal.Code(), payload)
		return ""
	}
	return payload.Message
}

// eventually waits for a state, looking four times a second. The probe says what it saw, for the failure's text.
func eventually(t *testing.T, within time.Duration, what string, probe func() (reached bool, seen string)) {
	t.Helper()
	kit.Eventually(t, within, what, probe)
}

// afterwards undoes something when the test ends. What it undoes may be held for a moment longer (addresses of a freed
// machine are given back after the answer), so it tries again for a while.
func afterwards(t *testing.T, what string, undo func() error) {
	t.Helper()
	t.Cleanup(func() {
		err := undo()
		for deadline := time.Now().Add(20 * time.Second); err != nil && time.Now().Before(deadline); err = undo() {
			time.Sleep(250 * time.Millisecond)
		}
		if err != nil {
			t.Errorf("cannot clean up %s: %v", what, err)
		}
	})
}

func ptr[T any](value T) *T { return &value }

// at is the value behind a pointer, or the zero value.
func at[T any](pointer *T) T { return kit.At(pointer) }

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	kit.Equal(t, what, got, want)
}

func check(t *testing.T, holds bool, format string, args ...any) {
	t.Helper()
	kit.Check(t, holds, format, args...)
}

func slicesOf[T any](parts ...[]T) []T { return slices.Concat(parts...) }

func ids[T any](items []T, id func(T) *string) []string {
	var all []string
	for _, item := range items {
		all = append(all, at(id(item)))
	}
	slices.Sort(all)
	return all
}

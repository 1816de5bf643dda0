package room

import (
	"errors"
	"log/slog"
	"testing"

	"practice/problem"
	"practice/sessions"
)

// Whoever waits for a room is told when it panics, and does not wait for ever.
func TestWhoWaitsForARoomThatFailsIsTold(t *testing.T) {
	b := newBench(t)
	b.run()
	if _, err := b.room.do(func() error { panic("a bug") }); !errors.Is(err, problem.Internal) {
		t.Errorf("got %v, want %v", err, problem.Internal)
	}
}

// A room that was not there, or is gone, has no program.
func TestARoomThatIsGoneHasNoProgram(t *testing.T) {
	gone := New(Config{Log: slog.New(slog.DiscardHandler)}, sessions.Session{ID: "session"}, nil)
	if !gone.Retire() {
		t.Fatal("an empty room does not close")
	}
	for name, r := range map[string]*Room{"none": nil, "gone": gone} {
		if _, err := r.Speaking("ada"); !errors.Is(err, problem.NotFound) {
			t.Errorf("%s: speaking: got %v, want %v", name, err, problem.NotFound)
		}
		if err := r.End("ada"); !errors.Is(err, problem.NotFound) {
			t.Errorf("%s: end: got %v, want %v", name, err, problem.NotFound)
		}
	}
}

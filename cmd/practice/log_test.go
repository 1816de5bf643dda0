package main

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"practice/cmd/practice/settings"
)

// Whatever a client sends, an entry of the log stays one that somebody can read.
func TestALogEntryIsShort(t *testing.T) {
	long := strings.Repeat("x", 64<<10)
	for _, format := range []string{"text", "json"} {
		var out bytes.Buffer
		log := newLogger(&settings.Config{LogFormat: format, LogLevel: "info"}, &out)
		log.Info("said", "text", long, "err", errors.New(long), "bytes", []byte(long), slog.Group("in", "text", long))
		if out.Len() > 4000 || !strings.Contains(out.String(), "…") {
			t.Errorf("%s: an entry has %d bytes, want few and a mark where it was cut", format, out.Len())
		}
	}
}

// What comes too often is left out, counted, and of its own kind alone.
func TestTheLogLeavesOutWhatComesTooOften(t *testing.T) {
	var out bytes.Buffer
	now := time.Unix(1_800_000_000, 0)
	log := slog.New(newSampled(slog.NewTextHandler(&out, nil), func() time.Time { return now })).With("of", "test")
	const sent = 100_000
	for range sent {
		log.Info("flood")
	}
	log.Warn("something else")
	if got := strings.Count(out.String(), "msg=flood"); got != messagesAtOnce {
		t.Errorf("%d of %d entries were written, want %d", got, sent, messagesAtOnce)
	}
	if !strings.Contains(out.String(), "something else") {
		t.Error("another message was left out too")
	}
	now = now.Add(time.Second)
	out.Reset()
	log.Info("flood")
	if want := "left_out=99500"; !strings.Contains(out.String(), want) {
		t.Errorf("got %s, want %s in it", out.String(), want)
	}
}

package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Of one message so many entries are written each second, and so many at once: more
// fill the disk, and tell nothing that the first ones have not.
const (
	messagesEachSecond = 50
	messagesAtOnce     = 500
)

// sampled is a [slog.Handler] that leaves out what comes too often. How much that was
// stands in the next entry of the message that is written. Messages are constants, so
// they are few.
type sampled struct {
	slog.Handler
	counts *counts
}

// counts has what is known of each message.
type counts struct {
	now func() time.Time

	mu        sync.Mutex
	byMessage map[string]*count
}

type count struct {
	limit *rate.Limiter
	// leftOut are those that were not written since the last one that was.
	leftOut int
}

func newSampled(handler slog.Handler, now func() time.Time) *sampled {
	return &sampled{handler, &counts{now: now, byMessage: map[string]*count{}}}
}

// Handle writes the entry, unless too many of its kind were written just now.
func (s *sampled) Handle(ctx context.Context, r slog.Record) error {
	leftOut, write := s.counts.take(r.Message)
	if !write {
		return nil
	}
	if leftOut > 0 {
		r.AddAttrs(slog.Int("left_out", leftOut))
	}
	return s.Handler.Handle(ctx, r)
}

// WithAttrs is that of the handler behind it; what was counted is kept.
func (s *sampled) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &sampled{s.Handler.WithAttrs(attrs), s.counts}
}

// WithGroup is that of the handler behind it; what was counted is kept.
func (s *sampled) WithGroup(name string) slog.Handler {
	return &sampled{s.Handler.WithGroup(name), s.counts}
}

func (c *counts) take(message string) (leftOut int, write bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	of := c.byMessage[message]
	if of == nil {
		of = &count{limit: rate.NewLimiter(messagesEachSecond, messagesAtOnce)}
		c.byMessage[message] = of
	}
	if !of.limit.AllowN(c.now(), 1) {
		of.leftOut++
		return 0, false
	}
	leftOut, of.leftOut = of.leftOut, 0
	return leftOut, true
}

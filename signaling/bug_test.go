package signaling_test

import (
	"context"
	"log/slog"
	"sync/atomic"
)

// bug is a log that panics, once it is armed, when a room notes that a voice could
// not be connected. So the room does, in the middle of what it was doing.
type bug struct {
	slog.Handler
	armed atomic.Bool
}

// Enabled implements slog.Handler.
func (*bug) Enabled(context.Context, slog.Level) bool { return true }

// Handle implements slog.Handler.
func (b *bug) Handle(_ context.Context, record slog.Record) error {
	if record.Message == "voice could not be connected" && b.armed.CompareAndSwap(true, false) {
		panic("a bug")
	}
	return nil
}

// WithAttrs implements slog.Handler.
func (b *bug) WithAttrs([]slog.Attr) slog.Handler { return b }

// WithGroup implements slog.Handler.
func (b *bug) WithGroup(string) slog.Handler { return b }

// breaks lets the room of a page that has no voice yet panic.
func (h *house) breaks(p *page) {
	h.t.Helper()
	h.bug.armed.Store(true)
	p.send(object{"type": "candidate", "candidate": "", "sdp_mid": "0", "sdp_mline_index": 0})
}

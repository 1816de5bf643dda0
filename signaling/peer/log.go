package peer

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/pion/logging"
)

// logFactory hands pion's log to slog, a level down: what is an error to a
// library (a browser that closed its laptop) is none to the operator.
type logFactory struct{ log *slog.Logger }

// NewLogger returns the logger of one of pion's parts.
func (f logFactory) NewLogger(scope string) logging.LeveledLogger {
	return scopedLog{f.log.With("scope", scope)}
}

type scopedLog struct{ log *slog.Logger }

func (l scopedLog) write(level slog.Level, message string) {
	l.log.Log(context.Background(), level, "webrtc", "said", message)
}

func (l scopedLog) writef(level slog.Level, format string, args []any) {
	if l.log.Enabled(context.Background(), level) {
		l.write(level, fmt.Sprintf(format, args...))
	}
}

const trace = slog.LevelDebug - 4

func (l scopedLog) Trace(message string)              { l.write(trace, message) }
func (l scopedLog) Tracef(format string, args ...any) { l.writef(trace, format, args) }
func (l scopedLog) Debug(message string)              { l.write(trace, message) }
func (l scopedLog) Debugf(format string, args ...any) { l.writef(trace, format, args) }
func (l scopedLog) Info(message string)               { l.write(slog.LevelDebug, message) }
func (l scopedLog) Infof(format string, args ...any)  { l.writef(slog.LevelDebug, format, args) }
func (l scopedLog) Warn(message string)               { l.write(slog.LevelDebug, message) }
func (l scopedLog) Warnf(format string, args ...any)  { l.writef(slog.LevelDebug, format, args) }
func (l scopedLog) Error(message string)              { l.write(slog.LevelDebug, message) }
func (l scopedLog) Errorf(format string, args ...any) { l.writef(slog.LevelDebug, format, args) }

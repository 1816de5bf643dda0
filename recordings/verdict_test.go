package recordings_test

import (
	"testing"
	"time"

	"practice/recordings"
)

// A receipt says "complete" only where nothing can be missing that nobody knows of.
func TestAVerdictSaysNothingThatCantBeKnown(t *testing.T) {
	made := time.Date(2026, 11, 20, 19, 31, 0, 0, time.UTC)
	whole := recordings.Receipt{Expected: 20 * time.Second, Stored: 20 * time.Second, VerifiedAt: made}
	lost := recordings.Gap{At: 4 * time.Second, Duration: 2 * time.Second, Cause: recordings.Lost}
	tail := recordings.Gap{At: 15 * time.Second, Duration: 5 * time.Second, Cause: recordings.ConnectionLost}
	for name, c := range map[string]struct {
		change func(*recordings.Receipt)
		want   recordings.Verdict
		end    recordings.Ending
	}{
		"whole":                {func(*recordings.Receipt) {}, recordings.VerdictComplete, recordings.EndStopped},
		"too little to hear":   {func(r *recordings.Receipt) { lost.Duration = 20 * time.Millisecond; r.Gaps = []recordings.Gap{lost} }, recordings.VerdictComplete, recordings.EndStopped},
		"something is lost":    {func(r *recordings.Receipt) { lost.Duration = time.Second; r.Gaps = []recordings.Gap{lost} }, recordings.VerdictIncomplete, recordings.EndStopped},
		"less than its leg":    {func(r *recordings.Receipt) { r.Stored = 19 * time.Second }, recordings.VerdictIncomplete, recordings.EndStopped},
		"the server died":      {func(r *recordings.Receipt) { r.Limit = time.Hour }, recordings.VerdictEndUnknown, recordings.EndServerLost},
		"the voice vanished":   {func(r *recordings.Receipt) { r.Gaps = []recordings.Gap{tail} }, recordings.VerdictEndUnknown, recordings.EndConnectionLost},
		"vanished, but copied": {func(r *recordings.Receipt) { tail.Backfilled = true; r.Gaps = []recordings.Gap{tail} }, recordings.VerdictComplete, recordings.EndStopped},
		"both": {func(r *recordings.Receipt) {
			lost.Duration, tail.Backfilled = time.Second, false
			r.Gaps = []recordings.Gap{lost, tail}
		}, recordings.VerdictIncomplete, recordings.EndConnectionLost},
		"a copy is expected":           {func(r *recordings.Receipt) { r.Limit, r.CopyUntil = time.Hour, made.Add(time.Hour) }, recordings.VerdictCopyOnItsWay, recordings.EndServerLost},
		"a copy was expected":          {func(r *recordings.Receipt) { r.Limit, r.CopyUntil = time.Hour, made }, recordings.VerdictEndUnknown, recordings.EndServerLost},
		"a copy of what is not wanted": {func(r *recordings.Receipt) { r.CopyUntil = made.Add(time.Hour) }, recordings.VerdictComplete, recordings.EndStopped},
		"it can't be read":             {func(r *recordings.Receipt) { r.Unread = true }, recordings.VerdictUnknown, recordings.EndStopped},
	} {
		r := whole
		c.change(&r)
		if got := r.Verdict(); got != c.want || r.End() != c.end || r.Complete() != (c.want == recordings.VerdictComplete) {
			t.Errorf("%s: got %q, ended %q, complete %v; want %q, ended %q", name, got, r.End(), r.Complete(), c.want, c.end)
		}
	}
	vanished := whole
	vanished.Gaps = []recordings.Gap{{At: 15 * time.Second, Duration: 5 * time.Second, Cause: recordings.ConnectionLost}}
	if vanished.Missing() != 0 || vanished.Unknown() != 5*time.Second || vanished.Live() != 15*time.Second {
		t.Errorf("of a voice that vanished %v are missing, %v unknown, %v live; want 0, 5 s, 15 s", vanished.Missing(), vanished.Unknown(), vanished.Live())
	}
}

package archive_test

import (
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"practice/internal/archiving"
	"practice/internal/spoken"
	"practice/recordings"
)

// killed leaves a recording of 12 s as a server that was killed in it.
func (b *archiveBench) killed(v spoken.Voice) {
	b.T.Helper()
	spoken.RecordInto(b.T, b.Spool, b.Store, v.Stream(), 12*time.Second)
	blob, err := b.Spool.Open("clip", recordings.AudioOgg)
	if err != nil {
		b.T.Fatal(err)
	}
	if err := errors.Join(blob.Close(), archiving.CutOff(b.Spool, "clip", int(blob.Size()/2))); err != nil {
		b.T.Fatal(err)
	}
}

// While the browser that spoke is expected to send its copy, a clip does not pass for
// finished: not while it is being stored, and not when it is ready. That ends when the
// page says that it has nothing, or when it was waited for long enough.
func TestAClipWhoseCopyIsOnItsWaySaysSo(t *testing.T) {
	t.Parallel()
	v := spoken.New(t)
	b := newBench(t, first(archiving.Folder(t)))
	b.killed(v)
	if err := b.Spool.NoteCopy("clip", true); err != nil { // as the page had said
		t.Fatal(err)
	}
	b.Archive.Keep(t.Context(), "clip")
	archiving.AwaitThat(t, "the page to be waited for", func() bool { return b.Archive.Completing("clip") })
	storing := b.Clip("clip")
	storing.State = recordings.Storing
	if until, err := b.Archive.CopyUntil(storing); err != nil || !until.After(time.Now()) {
		t.Errorf("while it is stored a copy is expected until %v, %v; want it expected", until, err)
	}
	clip := b.AwaitReady("clip")
	r := clip.Receipt
	if got := r.Verdict(); got != recordings.VerdictCopyOnItsWay {
		t.Errorf("the verdict is %q, want %q; the copy is expected until %v", got, recordings.VerdictCopyOnItsWay, r.CopyUntil)
	}
	if until, err := b.Archive.CopyUntil(clip); err != nil || !until.Equal(r.CopyUntil) || time.Until(until) > recordings.CopyWait {
		t.Errorf("a copy is expected until %v, %v; want %v", until, err, r.CopyUntil)
	}
	if got := r.VerdictAt(r.CopyUntil); got != recordings.VerdictEndUnknown {
		t.Errorf("a day later the verdict is %q, want %q", got, recordings.VerdictEndUnknown)
	}
	b.endBackfill("clip")
	clip = b.Clip("clip")
	if until, err := b.Archive.CopyUntil(clip); err != nil || !until.IsZero() || clip.Receipt.Verdict() != recordings.VerdictEndUnknown {
		t.Errorf("the page has nothing: a copy is expected until %v, %v, and the verdict is %q; want none, and %q", until, err, clip.Receipt.Verdict(), recordings.VerdictEndUnknown)
	}
}

// A page that sent a part of its copy is still expected to send the rest, whose end is
// not known before.
func TestAPartOfACopyIsNotTheEnd(t *testing.T) {
	t.Parallel()
	v := spoken.New(t)
	b := newBench(t, first(archiving.Folder(t)))
	b.killed(v)
	if err := b.Spool.NoteCopy("clip", true); err != nil {
		t.Fatal(err)
	}
	copied := copyOf(t, v, codec)
	b.backfill(copied, 3*time.Second, 9*time.Second, 0)
	b.Archive.Keep(t.Context(), "clip")
	clip := b.AwaitReady("clip")
	if got := clip.Receipt.Verdict(); clip.Duration < 8*time.Second || got != recordings.VerdictCopyOnItsWay {
		t.Errorf("%v with the verdict %q; want 9 s, and %q", clip.Duration, got, recordings.VerdictCopyOnItsWay)
	}
	b.backfill(copied, 6*time.Second, 11*time.Second, 0)
	b.endBackfill("clip")
	clip = b.Await("clip", "completed", func(c recordings.Clip) bool { return c.Edition == 1 })
	if got := clip.Receipt.Verdict(); clip.Duration < 10*time.Second || got != recordings.VerdictComplete {
		t.Errorf("%v with the verdict %q; want 11 s, and %q", clip.Duration, got, recordings.VerdictComplete)
	}
}

// A copy that broke off with its tab ends somewhere, and not where the voice did: that
// everything of it was sent makes nothing complete.
func TestACopyThatBrokeOffIsNoEnd(t *testing.T) {
	t.Parallel()
	v := spoken.New(t)
	b := newBench(t, first(archiving.Folder(t)))
	b.killed(v)
	if err := b.Spool.NoteCopy("clip", true); err != nil {
		t.Fatal(err)
	}
	b.Archive.Keep(t.Context(), "clip")
	b.AwaitReady("clip")
	b.backfill(copyOf(t, v, codec), 3*time.Second, 9*time.Second, 0)
	if err := b.Archive.EndBackfill(t.Context(), "clip", false); err != nil {
		t.Fatal(err)
	}
	clip := b.Await("clip", "completed", func(c recordings.Clip) bool { return c.Edition == 1 })
	if got := clip.Receipt.Verdict(); clip.Duration < 8*time.Second || got != recordings.VerdictEndUnknown {
		t.Errorf("%v with the verdict %q; want 9 s, and %q", clip.Duration, got, recordings.VerdictEndUnknown)
	}
}

// Of a recording that can't be read through nobody knows what is missing.
func TestAnUnreadableRecordingIsNotComplete(t *testing.T) {
	t.Parallel()
	v := spoken.New(t)
	b := newBench(t, first(archiving.Folder(t)))
	spoken.RecordInto(t, b.Spool, b.Store, v.Stream(), 5*time.Second)
	entry, err := b.Spool.Facts("clip")
	if err != nil {
		t.Fatal(err)
	}
	entry.Clip.Edition = 1 // whose headers can't be made again
	if err := b.Spool.WriteClip("clip", entry.Clip); err != nil {
		t.Fatal(err)
	}
	if err := archiving.DamageAt(b.Spool, "clip", recordings.AudioOgg, 30); err != nil {
		t.Fatal(err)
	}
	b.Archive.Keep(t.Context(), "clip")
	clip := b.Await("clip", "ready", func(c recordings.Clip) bool { return c.State == recordings.Ready })
	if got := clip.Receipt.Verdict(); got != recordings.VerdictUnknown {
		t.Errorf("the verdict is %q, want %q", got, recordings.VerdictUnknown)
	}
	blob, err := b.Archive.Open(t.Context(), clip, recordings.AudioOgg)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, blob); err != nil || n != clip.Receipt.Size {
		t.Errorf("%d bytes are kept, %v; want %d", n, err, clip.Receipt.Size)
	}
	if err := blob.Close(); err != nil {
		t.Error(err)
	}
}

// A voice of which nothing arrived is not given up while the page that keeps a copy of
// it may send it: neither at the end, nor when the server died before it had written
// anything. Where the page has nothing either, it is.
func TestAVoiceThatNeverArrivedComesFromItsCopy(t *testing.T) {
	t.Parallel()
	v := spoken.New(t)
	copied := copyOf(t, v, codec)
	for _, died := range []bool{false, true} {
		for _, sent := range []bool{true, false} {
			t.Run(fmt.Sprintf("server died %t, copy sent %t", died, sent), func(t *testing.T) {
				b := newBench(t, first(archiving.Folder(t)))
				spoken.RecordInto(t, b.Spool, b.Store, []spoken.Sent{{At: -time.Second, Kept: true}}, 10*time.Second)
				if died {
					b.killedAtOnce()
				}
				if sent {
					b.backfill(copied, 0, 10*time.Second, 0)
				}
				b.Archive.Keep(t.Context(), "clip")
				b.endBackfill("clip")
				clip := b.Await("clip", "over", func(c recordings.Clip) bool { return c.State == recordings.Ready || c.State == recordings.Failed })
				if !sent {
					if clip.State != recordings.Failed || clip.Reason != recordings.NoSound {
						t.Errorf("the clip is %s (%s), want failed without sound", clip.State, clip.Reason)
					}
					return
				}
				if clip.State != recordings.Ready || clip.Receipt.Backfilled() < 9*time.Second || clip.Receipt.Missing() > time.Second {
					t.Errorf("the clip is %s with the receipt %+v; want what the copy has", clip.State, clip.Receipt)
				}
				archiving.AwaitThat(t, "the spool to be empty", func() bool { return len(b.Spooled()) == 0 })
			})
		}
	}
}

// killedAtOnce leaves the recording as a server that was killed before it had written
// anything but that there is a copy.
func (b *archiveBench) killedAtOnce() {
	b.T.Helper()
	entry, err := b.Spool.Facts("clip")
	if err != nil {
		b.T.Fatal(err)
	}
	entry.Clip.CreatedAt = time.Now().Add(-11 * time.Second)
	if err := errors.Join(b.Spool.Remove("clip"), archiving.Kill(b.Spool, entry.Clip, nil), b.Spool.NoteCopy("clip", true)); err != nil {
		b.T.Fatal(err)
	}
}

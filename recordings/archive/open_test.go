package archive_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"practice/internal/archiving"
	"practice/internal/spoken"
	"practice/internal/versity"
	"practice/recordings"
)

func TestOpenByState(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	b := newBench(t, first(archiving.Folder(t)))
	b.Record("a", audio, length)
	for _, c := range []struct {
		state  recordings.ClipState
		object string
		want   error
	}{
		{recordings.Recording, recordings.AudioOgg, recordings.ErrNotReady},
		{recordings.Recording, recordings.AudioWAV, recordings.ErrNotReady},
		{recordings.Storing, recordings.AudioOgg, nil},
		{recordings.Storing, recordings.AudioWAV, nil},
		{recordings.Storing, recordings.WaveformDat, recordings.ErrNotReady},
		{recordings.Storing, recordings.ReceiptJSON, recordings.ErrNotReady},
		{recordings.Failed, recordings.AudioOgg, recordings.ErrNotFound},
		{recordings.Ready, "clip.json", recordings.ErrNotFound},
		{recordings.Storing, "../a/audio.ogg", recordings.ErrNotFound},
		{recordings.Storing, "clip.json", recordings.ErrNotFound},
	} {
		clip := b.Clip("a")
		clip.State = c.state
		blob, err := b.Archive.Open(t.Context(), clip, c.object)
		if err == nil {
			err = blob.Close()
		}
		if !errors.Is(err, c.want) {
			t.Errorf("Open %s of a clip that is %s: got %v, want %v", c.object, c.state, err, c.want)
		}
	}
}

func TestAClipReadBeforeItBecameReadyStillPlays(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	b := newBench(t, first(archiving.Folder(t)))
	b.Record("a", audio, length)
	stale := b.Clip("a")
	b.Archive.Keep(t.Context(), "a")
	b.AwaitReady("a")
	for _, object := range allObjects {
		if data, err := b.Read(stale, object); err != nil || len(data) == 0 {
			t.Errorf("%s: got %d bytes, %v", object, len(data), err)
		}
	}
}

func TestAPartialFileIsNeverGiven(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	b := newBench(t, first(archiving.Folder(t)))
	b.Record("a", audio, length)
	if err := archiving.Damage(b.Spool, "a", recordings.WaveformDat, []byte("half a file of a dead process")); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Read(b.Clip("a"), recordings.WaveformDat); !errors.Is(err, recordings.ErrNotReady) {
		t.Errorf("Open: got %v, want ErrNotReady", err)
	}
	b.Archive.Keep(t.Context(), "a")
	b.wantStored(b.AwaitReady("a"), audio, length)
}

func TestRangesOfAStoredClip(t *testing.T) {
	audio, length := spoken.Clip(t, time.Second)
	b := newBench(t, archiving.S3(t, versity.Start(t)))
	b.Record("a", audio, length)
	b.Archive.Keep(t.Context(), "a")
	clip := b.AwaitReady("a")
	blob, err := b.Archive.Open(t.Context(), clip, recordings.AudioOgg)
	if err != nil {
		t.Fatal(err)
	}
	defer blob.Close()
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	request.Header.Set("Range", "bytes=100-199")
	answer := httptest.NewRecorder()
	http.ServeContent(answer, request, recordings.AudioOgg, blob.ModTime(), blob)
	if got := answer.Body.String(); answer.Code != http.StatusPartialContent || got != string(audio[100:200]) {
		t.Errorf("Range: got status %d and %d bytes, want 206 and bytes 100 to 199", answer.Code, len(got))
	}
}

func TestTheStoreIsCheckedAtMostEveryFewSeconds(t *testing.T) {
	store, _ := archiving.Folder(t)
	synctest.Test(t, func(t *testing.T) {
		blobs := &interfering{Blobs: store}
		b := newBench(t, blobs)
		for range 100 {
			if err := b.Archive.Check(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := blobs.checks.Load(); got != 1 {
			t.Errorf("100 checks at once: got %d of the store, want 1", got)
		}
		time.Sleep(5 * time.Second)
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if err := b.Archive.Check(ended); err == nil {
			t.Error("Check with an ended context: no error")
		}
		if err := b.Archive.Check(t.Context()); err != nil {
			t.Errorf("Check after one that nobody waited for: %v", err)
		}
		b.Stop(b.Archive)
	})
}

func TestTheWaitGrowsAsLongAsTheStoreIsAway(t *testing.T) {
	store, _ := archiving.Folder(t)
	audio, length := spoken.Clip(t, time.Second)
	synctest.Test(t, func(t *testing.T) {
		blobs := &interfering{Blobs: store}
		away := time.Now().Add(time.Hour)
		var tries []time.Time
		blobs.before = func(_ context.Context, _ string, r io.Reader) (io.Reader, error) {
			if time.Now().After(away) {
				return r, nil
			}
			tries = append(tries, time.Now())
			return nil, errors.New("the disk is full")
		}
		b := newBench(t, blobs)
		b.Record("a", audio, length)
		b.Archive.Keep(t.Context(), "a")
		time.Sleep(time.Minute)
		if clip := b.Clip("a"); clip.Reason != recordings.StoreRefuses || !clip.RetryAt.After(time.Now()) {
			t.Errorf("reason: got %q, again at %v", clip.Reason, clip.RetryAt)
		}
		time.Sleep(2 * time.Hour)
		if clip := b.Clip("a"); clip.State != recordings.Ready {
			t.Errorf("two hours later: got %s", clip.State)
		}
		for i := range tries[1:] {
			wait := tries[i+1].Sub(tries[i])
			most := min(time.Second<<min(i, 20), 5*time.Minute)
			if wait > most || wait < most*3/4 {
				t.Errorf("wait %d: got %s, want %s or up to a quarter less", i, wait, most)
			}
		}
		if len(tries) < 15 || len(tries) > 30 {
			t.Errorf("in an hour: got %d tries", len(tries))
		}
		b.Stop(b.Archive)
	})
}

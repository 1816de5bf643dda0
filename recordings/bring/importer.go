package bring

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"practice/closing"
	"practice/problem"
	"practice/recordings"
	"practice/recordings/spool"
	"practice/recordings/wav"
)

// Config is what an [Importer] works with. All fields are needed.
type Config struct {
	// Spool takes the files, Store the facts about their clips.
	Spool *spool.Spool
	Store recordings.Store
	// Node is this server's identity; see [capture.Config].
	Node string
	// Finished is called with each clip that lies whole in the spool.
	Finished func(ctx context.Context, clipID string)
	// DiskFloor is how much of the spool's disk is left free, in bytes.
	DiskFloor int64
	Log       *slog.Logger
	Clock     func() time.Time
}

// Importer takes in recordings that were made elsewhere. They are kept as they
// came; only the end of one that was cut off is put right.
type Importer struct {
	config Config
	spool  *spool.Spool
	store  recordings.Store
	disk   *spool.Disk

	mu      sync.Mutex
	closed  bool
	running sync.WaitGroup
}

// New makes an importer. Close it after use.
func New(config Config) *Importer {
	return &Importer{
		config: config, spool: config.Spool, store: recordings.Timely(config.Store),
		disk: spool.NewDisk(config.Spool, config.DiskFloor, config.Log, config.Clock),
	}
}

// Import reads a WAV or Ogg Opus file to its end and makes the clip of it, in
// state [recordings.Storing]. ID, owner, title, prompt and creation are the caller's. A
// file that is not taken fails with a [problem.Error], and nothing of it is left;
// neither is after an error of r.
func (i *Importer) Import(ctx context.Context, clip recordings.Clip, r io.Reader) (_ recordings.Clip, err error) {
	if !i.enter() {
		return recordings.Clip{}, errors.New("take in a recording: the server is stopping")
	}
	defer i.running.Done()
	file, err := i.spool.BeginUpload(clip.ID)
	if err != nil {
		return recordings.Clip{}, err
	}
	taken := false
	defer func() {
		if !taken {
			err = errors.Join(err, i.spool.Remove(clip.ID))
		}
	}()
	found, err := i.receive(ctx, file, r)
	if err = errors.Join(err, file.Close()); err != nil {
		return recordings.Clip{}, err
	}
	clip.SessionID, clip.Leg, clip.Format, clip.Origin = "", 0, "", recordings.Imported
	clip.State, clip.Duration, clip.Size = recordings.Storing, found.length, found.size
	clip.Original, clip.Node = found.object, i.config.Node
	if err := i.spool.FinishUpload(clip); err != nil {
		return recordings.Clip{}, err
	}
	// Whoever goes away now has brought it: the row may not be missing.
	ctx = context.WithoutCancel(ctx)
	if err := i.createClip(ctx, clip); err != nil {
		return recordings.Clip{}, fmt.Errorf("take in clip %s: %w", clip.ID, err)
	}
	taken = true
	i.config.Log.InfoContext(ctx, "recording brought along", "clip", clip.ID, "original", clip.Original, "duration", clip.Duration)
	i.config.Finished(ctx, clip.ID)
	return clip, nil
}

// createClip stores the clip's row. An answer that did not come in time may have
// been that it is stored.
func (i *Importer) createClip(ctx context.Context, clip recordings.Clip) error {
	err := i.store.CreateClip(ctx, clip)
	if errors.Is(err, context.DeadlineExceeded) {
		if _, missing := i.store.Clip(ctx, clip.ID); missing == nil {
			return nil
		}
	}
	return err
}

func (i *Importer) enter() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if !i.closed {
		i.running.Add(1)
	}
	return !i.closed
}

// Recover removes what a dead process had not received to the end. It is
// called once, before the recorder recovers.
func (i *Importer) Recover(ctx context.Context) error {
	ids, err := i.spool.IDs()
	if err != nil {
		return err
	}
	for _, id := range ids {
		removed, err := i.spool.DropUpload(id)
		if err != nil {
			return err
		}
		if removed {
			i.config.Log.WarnContext(ctx, "a recording that was being brought in had not arrived and is removed", "clip", id)
		}
	}
	return nil
}

// Close takes no more, and waits for those under way until ctx ends. Their
// requests should be ended before.
func (i *Importer) Close(ctx context.Context) error {
	i.mu.Lock()
	i.closed = true
	i.mu.Unlock()
	if err := closing.Wait(ctx, &i.running); err != nil {
		return fmt.Errorf("wait for recordings that are brought in: %w", err)
	}
	return nil
}

// found is what a file turned out to be.
type found struct {
	object string
	length time.Duration
	// size is in bytes.
	size int64
}

// receive writes the file and looks it over.
func (i *Importer) receive(ctx context.Context, file *os.File, r io.Reader) (found, error) {
	source := recordings.UntilDone(ctx, io.LimitReader(r, recordings.MaxImportSize+1))
	size, err := io.Copy(recordings.RoomyWriter(file, i.room), source)
	switch {
	case err != nil:
		return found{}, fmt.Errorf("receive a recording: %w", err)
	case size > recordings.MaxImportSize:
		return found{}, problem.Explain(recordings.ErrTooLarge, "The file has more than %d MiB. Bring it in parts, or as Ogg Opus, which needs a tenth of the room.", recordings.MaxImportSize>>20)
	}
	f, err := examine(ctx, file, size)
	if err != nil {
		return found{}, err
	}
	info, err := file.Stat()
	if err = errors.Join(err, i.spool.Sync(file)); err != nil {
		return found{}, fmt.Errorf("receive a recording: %w", err)
	}
	f.size = info.Size() // a broken end may have been taken off
	return f, nil
}

// room fails with [recordings.ErrDiskFull].
func (i *Importer) room(size int64) error {
	if err := i.disk.Room(size); err != nil {
		return problem.Explain(err, "The server’s disk is full; its operator has to make room before anything can be brought in.")
	}
	return nil
}

// examine finds out by its content what a file is, and checks all of it before
// anything parses it. The end of a file that was cut off is put right.
func examine(ctx context.Context, file *os.File, size int64) (found, error) {
	var head [12]byte
	n, err := file.ReadAt(head[:], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return found{}, fmt.Errorf("read a recording: %w", err)
	}
	switch {
	case n == 0:
		return found{}, problem.Explain(recordings.ErrBroken, "The file is empty.")
	case bytes.HasPrefix(head[:], []byte("OggS")):
		return examineOgg(ctx, file, size)
	case wav.Is(head[:n]):
		return examineWAV(file, size)
	}
	return found{}, problem.Explain(recordings.ErrForeign, "This is %s. WAV and Ogg Opus files are taken.", nameOf(head[:n]))
}

// nameOf names the kinds of file that people have recordings in.
func nameOf(head []byte) string {
	for _, known := range []struct {
		at    int
		magic string
		name  string
	}{
		{0, "fLaC", "a FLAC file"},
		{0, "ID3", "an MP3 file"},
		{0, "\xff\xfb", "an MP3 file"},
		{4, "ftyp", "an MP4 (M4A) file"},
		{0, "\x1aE\xdf\xa3", "a WebM or Matroska file"},
		{0, "FORM", "an AIFF file"},
		{0, "caff", "a Core Audio file"},
		{0, "#!AMR", "an AMR file"},
		{0, "riff", "a Wave64 file"},
		{0, "RIFF", "a RIFF file, but not a WAV"},
		{0, "RIFX", "a WAV file with its bytes the other way round (RIFX)"},
	} {
		if len(head) >= known.at+len(known.magic) && string(head[known.at:known.at+len(known.magic)]) == known.magic {
			return known.name
		}
	}
	return "neither a WAV nor an Ogg file"
}

// checkLength refuses what is longer than is taken. frames are counted by rate.
func checkLength(frames, rate int64) (time.Duration, error) {
	if frames > int64(recordings.MaxImportDuration/time.Second)*rate {
		return 0, problem.Explain(recordings.ErrTooLarge, "The recording is longer than %d hours. Bring it in parts.", recordings.MaxImportDuration/time.Hour)
	}
	return time.Duration(frames) * time.Second / time.Duration(rate), nil
}

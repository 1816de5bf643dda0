// Package spoken makes recordings of speech for tests: a voice as a browser sends
// it, and what a capture makes of it.
package spoken

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"practice/internal/hearing"
	"practice/recordings"
	"practice/recordings/capture"
	"practice/recordings/memory"
	"practice/recordings/ogg"
	"practice/recordings/spool"
)

// Text is what [New] says.
const Text = "When a client opens a connection it sends a synchronise segment. The server answers with its own, and the client " +
	"acknowledges. Only then may data flow in both directions. Closing takes four segments, since each direction is closed on its own."

// Voice is a speaker: Opus packets of 20 ms as a browser would send them, and
// the file with what was spoken.
type Voice struct {
	Spoken  string
	Packets [][]byte
}

// New is the voice that most tests hear.
func New(t testing.TB) Voice {
	t.Helper()
	return Of(t, hearing.Speak(t, Text))
}

// Of encodes a file as a browser would.
func Of(t testing.TB, wav string) Voice {
	t.Helper()
	packets, _ := PacketsIn(t, hearing.Encode(t, wav))
	return Voice{Spoken: wav, Packets: packets}
}

// PacketsIn returns what an Ogg Opus file holds, and its pre-skip.
func PacketsIn(t testing.TB, path string) (packets [][]byte, preSkip int) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	reader, err := ogg.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	for {
		packet, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return packets, reader.Header().PreSkip
		}
		if err != nil {
			t.Fatal(err)
		}
		packets = append(packets, slices.Clone(packet))
	}
}

// Sent is a packet with the instant at which it arrives, from position 0.
type Sent struct {
	At     time.Duration
	Packet recordings.Packet
	// NewMicrophone: with it the page tells of another microphone.
	NewMicrophone bool
	// Parted: in place of it, the connection is lost; Kept: the page tells that it
	// keeps a copy.
	Parted, Kept bool
}

// Way is how long packets take to arrive in [Voice.Stream].
const Way = 30 * time.Millisecond

// Stream lays the voice out as RTP that began before the recording did: the
// packet with the first word arrives a little after position 0.
func (v Voice) Stream() []Sent {
	var out []Sent
	for i, payload := range v.Packets {
		out = append(out, Sent{
			At: time.Duration(i+1)*20*time.Millisecond + Way,
			Packet: recordings.Packet{
				SSRC: 7, Sequence: uint16(65500 + i), Timestamp: uint32(4294900000 + i*960), Payload: payload,
			},
		})
	}
	return out
}

// Record plays the packets to a capture in synthetic time and returns the
// finished spool entry and its file.
func Record(t *testing.T, packets []Sent, length time.Duration) (spool.Entry, string) {
	t.Helper()
	return RecordEndedLate(t, packets, length, 0)
}

// RecordEndedLate is Record with an end that becomes known only some time after it.
func RecordEndedLate(t *testing.T, packets []Sent, length, late time.Duration) (spool.Entry, string) {
	t.Helper()
	folder := t.TempDir()
	opened, err := spool.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	recordInto(t, opened, &memory.Store{}, packets, length, late)
	spooled, err := opened.Facts("clip")
	if err != nil {
		t.Fatal(err)
	}
	return spooled, filepath.Join(folder, "clip", recordings.AudioOgg)
}

// Countdown is how long before its start a recording is announced.
const Countdown = 3 * time.Second

// RecordInto plays the packets to a capture in synthetic time.
func RecordInto(t *testing.T, spool *spool.Spool, store recordings.Store, packets []Sent, length time.Duration) {
	t.Helper()
	recordInto(t, spool, store, packets, length, 0)
}

func recordInto(t *testing.T, spool *spool.Spool, store recordings.Store, packets []Sent, length, late time.Duration) {
	t.Helper()
	slices.SortStableFunc(packets, func(a, b Sent) int { return int(a.At - b.At) })
	synctest.Test(t, func(t *testing.T) {
		ignore := func(context.Context, string) {}
		recorder := capture.New(capture.Config{
			Spool: spool, Store: store, Finished: ignore, Log: slog.New(slog.DiscardHandler), Clock: time.Now,
		})
		start := time.Now().Add(Countdown)
		capture, err := recorder.Begin(t.Context(), recordings.Clip{ID: "clip", OwnerID: "ada", SessionID: "session", Title: "TCP"}, start)
		if err != nil {
			t.Fatal(err)
		}
		end := time.AfterFunc(Countdown+length+late, func() { capture.End(start.Add(length)) })
		defer end.Stop()
		for _, s := range packets {
			if s.At >= length+late+time.Second {
				break // nobody listens any more
			}
			time.Sleep(time.Until(start.Add(s.At)))
			if s.Parted || s.Kept {
				capture.Connected(!s.Parted)
				capture.Copied(s.Kept)
				continue
			}
			if s.NewMicrophone {
				capture.NewMicrophone(time.Now())
			}
			s.Packet.Arrival = time.Now()
			capture.Write(s.Packet)
		}
		<-capture.Done()
	})
}

// DecodeBoth decodes a recording, which must be a valid file, and what was
// spoken.
func DecodeBoth(t *testing.T, path string, v Voice) (heard, spoken []float64) {
	t.Helper()
	hearing.Info(t, path)
	heard, err := hearing.Decode(path)
	if err != nil {
		t.Fatal(err)
	}
	if spoken, err = hearing.Decode(v.Spoken); err != nil {
		t.Fatal(err)
	}
	return heard, spoken
}

// Expect fails unless the recording holds the voice: every window with
// speech, at one offset, which is what the packets took to arrive.
func Expect(t *testing.T, path string, v Voice) hearing.Found {
	t.Helper()
	heard, spoken := DecodeBoth(t, path, v)
	found := hearing.Compare(heard, spoken)
	peak, spread := found.Worst()
	t.Logf("duration %v, peak %.3f, worst window %.3f, offset %v, spread %v", found.Duration, found.Peak, peak, found.Offset, spread)
	if distance := (found.Offset + Way).Abs(); distance > 20*time.Millisecond {
		t.Errorf("the recording begins at %v of what was spoken, want %v within 20 ms", found.Offset, -Way)
	}
	return found
}

// Clip is Ogg Opus of something spoken, at least as long as asked for.
func Clip(t *testing.T, atLeast time.Duration) ([]byte, time.Duration) {
	t.Helper()
	dir := t.TempDir()
	raw, wav, ogg := filepath.Join(dir, "raw.wav"), filepath.Join(dir, "speech.wav"), filepath.Join(dir, "speech.ogg")
	RunProgram(t, "espeak-ng", "-w", raw, "An index trades space and slower writes for faster reads. A covering index answers a query alone.")
	seconds := fmt.Sprint(max(atLeast, time.Second).Seconds())
	RunProgram(t, "ffmpeg", "-v", "error", "-stream_loop", "-1", "-i", raw, "-t", seconds, "-ac", "1", "-ar", "48000", wav)
	RunProgram(t, "opusenc", "--quiet", "--bitrate", "28", wav, ogg)
	audio, err := os.ReadFile(ogg)
	if err != nil {
		t.Fatal(err)
	}
	return audio, max(atLeast, time.Second)
}

// RunProgram fails the test unless the program succeeds.
func RunProgram(t *testing.T, program string, args ...string) {
	t.Helper()
	if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", program, err, out)
	}
}

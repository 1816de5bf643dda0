package recordings

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"practice/internal/hearing"
)

// wavFile is a WAV file of a second of stereo PCM, 16 bits at 16 kHz, which
// change may alter.
func wavFile(change func(b []byte)) []byte {
	b := []byte("RIFF....WAVEfmt ")
	b = binary.LittleEndian.AppendUint32(b, 16)
	b = binary.LittleEndian.AppendUint16(b, 1)
	b = binary.LittleEndian.AppendUint16(b, 2)
	b = binary.LittleEndian.AppendUint32(b, 16000)
	b = binary.LittleEndian.AppendUint32(b, 64000)
	b = binary.LittleEndian.AppendUint16(b, 4)
	b = binary.LittleEndian.AppendUint16(b, 16)
	b = append(b, "data"...)
	b = binary.LittleEndian.AppendUint32(b, 64000)
	b = append(b, make([]byte, 64000)...)
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	if change != nil {
		change(b)
	}
	return b
}

func spoolOf(t testing.TB) *Spool {
	t.Helper()
	spool, err := OpenSpool(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = spool.Close() })
	return spool
}

func TestWhatCanBeBroughtAlong(t *testing.T) {
	spoken := hearing.Speak(t, "This is an old recording. It was made before.")
	wav, err := os.ReadFile(spoken)
	if err != nil {
		t.Fatal(err)
	}
	opus, err := os.ReadFile(hearing.Encode(t, spoken))
	if err != nil {
		t.Fatal(err)
	}
	length := time.Duration((len(wav)-44)/2) * time.Second / SampleRate
	for name, c := range map[string]struct {
		content  []byte
		original string
		length   time.Duration
	}{
		"WAV":                                 {wav, AudioWAV, length},
		"Ogg Opus":                            {opus, AudioOgg, length},
		"a WAV that was cut off":              {wav[:len(wav)/2+1], AudioWAV, length / 2},
		"an Ogg that was cut off":             {opus[:len(opus)/2], AudioOgg, length / 2},
		"stereo, 16 kHz":                      {wavFile(nil), AudioWAV, time.Second},
		"a size of all ones, as a stream has": {wavFile(func(b []byte) { binary.LittleEndian.PutUint32(b[40:], math.MaxUint32) }), AudioWAV, time.Second},
	} {
		clip, e, err := spoolOf(t).receive(Clip{ID: "old"}, bytes.NewReader(c.content))
		if err != nil || clip.Original != c.original || (e.Stored-c.length).Abs() > time.Second {
			t.Errorf("%s: %s of %v, %v; want %s of %v", name, clip.Original, e.Stored, err, c.original, c.length)
		}
	}
}

func TestWhatCanNotBeBroughtAlongSaysWhy(t *testing.T) {
	set16 := func(at int, v uint16) func([]byte) {
		return func(b []byte) { binary.LittleEndian.PutUint16(b[at:], v) }
	}
	set32 := func(at int, v uint32) func([]byte) {
		return func(b []byte) { binary.LittleEndian.PutUint32(b[at:], v) }
	}
	for words, content := range map[string][]byte{
		"neither a WAV nor an Ogg":  []byte("ID3\x04 an MP3 file"),
		"it has 3 bytes":            []byte("RIF"),
		"RF64":                      append([]byte("RF64"), make([]byte, 100)...),
		"no sound in it":            wavFile(nil)[:40],
		"16 bits of format 2":       wavFile(set16(20, 2)),
		"9 channels":                wavFile(set16(22, 9)),
		"sample rate is 4000000000": wavFile(set32(24, 4_000_000_000)),
		"contradicts itself":        wavFile(set32(28, 7)),
		"format chunk has 4 bytes":  wavFile(set32(16, 4)),
		"Vorbis":                    oggPage(2, 0, "\x01vorbis and so on"),
		"FLAC":                      oggPage(2, 0, "\x7fFLAC and so on"),
		"first page":                oggPage(0, 0, "OpusHead"),
		"not an Ogg Opus header":    oggPage(2, 0, "OpusHead"),
	} {
		_, _, err := spoolOf(t).receive(Clip{ID: "old"}, bytes.NewReader(content))
		if !errors.Is(err, ErrImport) || !strings.Contains(err.Error(), words) {
			t.Errorf("got %v, want ErrImport and %q", err, words)
		}
	}
}

// oggPage is a page with one packet.
func oggPage(flags byte, granule uint64, packet string) []byte {
	b := append([]byte("OggS\x00"), flags)
	b = binary.LittleEndian.AppendUint64(b, granule)
	b = append(b, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, byte(len(packet)))
	b = append(b, packet...)
	crc := uint32(0)
	for _, c := range b {
		crc ^= uint32(c) << 24
		for range 8 {
			if crc&0x80000000 != 0 {
				crc = crc<<1 ^ 0x04c11db7
			} else {
				crc <<= 1
			}
		}
	}
	binary.LittleEndian.PutUint32(b[22:], crc)
	return b
}

// endless is a body that never ends.
type endless struct{ head []byte }

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.head)
	e.head = e.head[n:]
	if n == 0 {
		clear(p)
		n = len(p)
	}
	return n, nil
}

// A file that is hostile costs no more than this in memory, and leaves nothing.
func TestAHostileFileCostsLittle(t *testing.T) {
	const stated = 8 << 20
	huge := wavFile(func(b []byte) {
		binary.LittleEndian.PutUint32(b[16:], 0xfffffff0) // a format chunk of 4 GiB
	})
	claims := oggPage(2, 0, "OpusHead\x01\x01\x38\x01\x80\xbb\x00\x00\x00\x00\x00")
	claims = append(claims, oggPage(4, 1<<62, "OpusTags")...)
	// What looks like pages and is none must not be summed up for ever.
	falsePages := append(bytes.Clone(claims[:47]), bytes.Repeat([]byte("OggS\x00\x00......................\xff"), 300_000)...)
	for name, content := range map[string][]byte{"WAV": huge[:2048], "Ogg": claims, "false pages": falsePages} {
		before := allocated()
		_, _, err := spoolOf(t).receive(Clip{ID: "old"}, bytes.NewReader(content))
		if cost := allocated() - before; !errors.Is(err, ErrImport) || cost > stated {
			t.Errorf("%s: got %v for %d bytes of memory; want ErrImport and at most %d", name, err, cost, stated)
		}
	}
	before := allocated()
	r := NewRecorder(RecorderConfig{Spool: spoolOf(t)})
	_, err := r.Import(t.Context(), Clip{ID: "old"}, &endless{head: wavFile(nil)})
	if cost := allocated() - before; !errors.Is(err, ErrTooMuch) || cost > stated {
		t.Errorf("a file without end: got %v for %d bytes of memory; want ErrTooMuch and at most %d", err, cost, stated)
	}
	if entries, err := os.ReadDir(r.spool.root.Name()); err != nil || len(entries) != 0 {
		t.Errorf("the spool holds %v, %v; want nothing", entries, err)
	}
}

func allocated() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.TotalAlloc
}

// Whatever the bytes are, the layout is refused or fits the file, and reading it
// gives as many samples as were told.
func FuzzWAV(f *testing.F) {
	f.Add(wavFile(nil)[:200])
	f.Add(wavFile(func(b []byte) { b[20], b[34] = 3, 32 })[:200])
	f.Fuzz(func(t *testing.T, data []byte) {
		facts, err := inspectWAV(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		if facts.data+facts.size > int64(len(data)) || facts.frames() == 0 {
			t.Fatalf("%+v of %d bytes", facts, len(data))
		}
		path := filepath.Join(t.TempDir(), "file.wav")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if err := facts.mendWAV(file); err != nil {
			t.Fatal(err)
		}
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		samples := int64(0)
		err = readWAV(file, facts, func(pcm []int16) error { samples += int64(len(pcm)); return nil })
		if err == nil && samples != facts.frames() {
			t.Fatalf("read %d of %d frames", samples, facts.frames())
		}
	})
}

// Whatever is sent as a piece of the page's copy, it is refused or holds packets
// that follow one another.
func FuzzPiece(f *testing.F) {
	page := oggPage(2, 0, "OpusHead\x01\x01\x38\x01\x80\xbb\x00\x00\x00\x00\x00")
	page = append(page, oggPage(0, 0, "OpusTags\x00\x00\x00\x00\x00\x00\x00\x00")...)
	f.Add(append(page, oggPage(4, 960, "\xf8\xff\xfe")...), int64(1000))
	f.Fuzz(func(t *testing.T, data []byte, at int64) {
		copied, err := readPiece(bytes.NewReader(data), at%(1<<40), true)
		if err != nil {
			if !errors.Is(err, ErrPiece) {
				t.Fatalf("got %v, want ErrPiece", err)
			}
			return
		}
		for i, p := range copied.packets {
			if p.length() <= 0 || i > 0 && p.begin != copied.packets[i-1].end {
				t.Fatalf("packet %d lies at %v", i, p.span)
			}
		}
		if copied.length > samplesOf(MaxPieceLength) || int64(len(copied.sound.pcm)) > copied.length+samplesOf(MaxPieceLength) {
			t.Fatalf("%d samples, of which %d decoded", copied.length, len(copied.sound.pcm))
		}
	})
}

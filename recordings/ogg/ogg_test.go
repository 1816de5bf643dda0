package ogg_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"practice/internal/hearing"
	"practice/recordings/ogg"
)

var header = ogg.Header{Channels: 1, PreSkip: 3840, Comments: []string{"TITLE=Überlast", "SESSION=s1"}}

// packetOf makes a CELT packet of 20 ms whose content is n bytes long.
func packetOf(n int, fill byte) []byte {
	return append([]byte{31 << 3}, bytes.Repeat([]byte{fill}, n)...)
}

// write makes a file of count packets and flushes every flushEvery of them.
func write(t testing.TB, count, flushEvery int, size func(int) int) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := ogg.NewWriter(&file, header, 42)
	if err != nil {
		t.Fatal(err)
	}
	for i := range count {
		if err := w.WritePacket(packetOf(size(i), byte(i))); err != nil {
			t.Fatal(err)
		}
		if i%flushEvery == flushEvery-1 {
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := w.Close(w.Granule()); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// read returns the packets of a file.
func read(t testing.TB, data []byte) (ogg.Header, [][]byte, int64) {
	t.Helper()
	r, err := ogg.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var packets [][]byte
	for {
		packet, err := r.Next()
		if errors.Is(err, io.EOF) {
			return r.Header(), packets, r.Granule()
		}
		if err != nil {
			t.Fatal(err)
		}
		packets = append(packets, bytes.Clone(packet))
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	for name, size := range map[string]func(int) int{
		"usual":           func(int) int { return 80 },
		"around the lace": func(i int) int { return 250 + i%10 },
		"empty and large": func(i int) int { return []int{0, 1, 1275, 20_000}[i%4] },
	} {
		t.Run(name, func(t *testing.T) {
			const count = 120
			got, packets, granule := read(t, write(t, count, 25, size))
			if diff := cmp.Diff(header, got); diff != "" {
				t.Errorf("header (-want +got)\n%s", diff)
			}
			if len(packets) != count || granule != count*960 {
				t.Fatalf("%d packets up to %d, want %d up to %d", len(packets), granule, count, count*960)
			}
			for i, packet := range packets {
				if !bytes.Equal(packet, packetOf(size(i), byte(i))) {
					t.Fatalf("packet %d of %d bytes came back as %d others", i, size(i)+1, len(packet))
				}
			}
		})
	}
}

func TestOverheadIsAtMostThreeBytesAPacket(t *testing.T) {
	const count = 3000
	data := write(t, count, 25, func(int) int { return 80 })
	if overhead := float64(len(data)-count*81) / count; overhead > 3 {
		t.Errorf("%.2f bytes of overhead a packet, want at most 3", overhead)
	}
}

func TestSilenceIsSilenceToOpusdec(t *testing.T) {
	path := filepath.Join(t.TempDir(), "silence.ogg")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w, err := ogg.NewWriter(file, ogg.Header{Channels: 1, PreSkip: 312}, 1)
	if err != nil {
		t.Fatal(err)
	}
	const length = 48_000 + 960 + 480 + 240 + 120
	for written := int64(0); written < length; {
		packet, samples := ogg.AppendSilence(nil, length-written)
		if got := ogg.Samples(packet); got != samples {
			t.Fatalf("a packet of %d samples counts as %d", samples, got)
		}
		if err := w.WritePacket(packet); err != nil {
			t.Fatal(err)
		}
		written += int64(samples)
	}
	if _, err := w.Close(length); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	hearing.Info(t, path)
	sound, err := hearing.Decode(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := (length - 312) / 3; len(sound) < want-2 || len(sound) > want+2 {
		t.Errorf("%d samples at 16 kHz, want %d", len(sound), want)
	}
	for i, s := range sound {
		if s > 1e-4 || s < -1e-4 {
			t.Fatalf("sample %d is %g, want silence", i, s)
		}
	}
}

func TestAFileCutAnywhereIsMadeWhole(t *testing.T) {
	whole := write(t, 200, 25, func(i int) int { return 60 + i%40 })
	_, all, _ := read(t, whole)
	for cut := 200; cut <= len(whole); cut += 37 {
		path := filepath.Join(t.TempDir(), "cut.ogg")
		if err := os.WriteFile(path, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		repaired, err := ogg.Repair(file)
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		again, err := ogg.Repair(file)
		if err != nil || again.Removed != 0 || again.Samples != repaired.Samples {
			t.Errorf("cut at %d: repaired twice: %+v, then %+v, %v", cut, repaired, again, err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, packets, granule := read(t, data)
		// At most the page that was cut is lost.
		if least := min(len(all), 200*cut/len(whole)) - 30; len(packets) < least {
			t.Errorf("cut at %d of %d: %d packets are left, want at least %d", cut, len(whole), len(packets), least)
		}
		if want := max(granule-int64(header.PreSkip), 0); repaired.Samples != want {
			t.Errorf("cut at %d: %d samples, want %d", cut, repaired.Samples, want)
		}
		for i, packet := range packets {
			if !bytes.Equal(packet, all[i]) {
				t.Fatalf("cut at %d: packet %d differs", cut, i)
			}
		}
	}
}

func TestADamagedPageLosesOnlyItself(t *testing.T) {
	data := write(t, 200, 25, func(int) int { return 80 })
	data[len(data)/2] ^= 0xff
	_, packets, granule := read(t, data)
	// The closing page has one packet that is cut off.
	if want := 200 - 25 + 1; len(packets) != want || granule != 200*960 {
		t.Errorf("%d packets up to %d, want %d up to %d", len(packets), granule, want, 200*960)
	}
}

func TestSamples(t *testing.T) {
	for _, test := range []struct {
		packet []byte
		want   int
	}{
		{nil, 0},
		{[]byte{31 << 3}, 960},
		{[]byte{28 << 3}, 120},
		{[]byte{3<<3 | 1}, 5760},
		{[]byte{1<<3 | 2}, 1920},
		{[]byte{31<<3 | 3}, 0},
		{[]byte{31<<3 | 3, 6}, 5760},
		{[]byte{31<<3 | 3, 7}, 0},
		{[]byte{31<<3 | 3, 0}, 0},
		{[]byte{15 << 3}, 960},
	} {
		if got := ogg.Samples(test.packet); got != test.want {
			t.Errorf("Samples(%x) = %d, want %d", test.packet, got, test.want)
		}
	}
}

// Whatever the bytes are, the reader ends, and gives out no packet that is
// larger than one can be.
func FuzzReader(f *testing.F) {
	f.Add(write(f, 8, 4, func(i int) int { return i * 40 }))
	f.Add([]byte("OggS"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ogg.NewReader(bytes.NewReader(data))
		if err != nil {
			return
		}
		for range len(data) + 1 {
			packet, err := r.Next()
			if errors.Is(err, ogg.ErrPacket) {
				continue
			}
			if err != nil {
				return
			}
			if len(packet) > 255*255 {
				t.Fatalf("a packet of %d bytes", len(packet))
			}
		}
		t.Fatalf("more packets than %d bytes can hold", len(data))
	})
}

func BenchmarkWritePacket(b *testing.B) {
	w, err := ogg.NewWriter(io.Discard, header, 1)
	if err != nil {
		b.Fatal(err)
	}
	packet := packetOf(80, 1)
	b.ReportAllocs()
	for b.Loop() {
		if err := w.WritePacket(packet); err != nil {
			b.Fatal(err)
		}
	}
}

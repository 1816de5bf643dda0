package recordings

import (
	"bytes"
	"errors"
	"testing"

	"practice/recordings/ogg"
)

// Whatever a page sends as a piece, it lies where it says and lasts no longer
// than it may, or is refused.
func FuzzPiece(f *testing.F) {
	var piece bytes.Buffer
	w, err := ogg.NewWriter(&piece, ogg.Header{Channels: 1, PreSkip: 312}, 1)
	if err != nil {
		f.Fatal(err)
	}
	for range 5 {
		if err := w.WritePacket([]byte{0xf8, 0xff, 0xfe}); err != nil {
			f.Fatal(err)
		}
	}
	if _, err := w.Close(w.Granule()); err != nil {
		f.Fatal(err)
	}
	f.Add(piece.Bytes(), int64(1000))
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

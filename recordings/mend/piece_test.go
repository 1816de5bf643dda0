package mend

import (
	"bytes"
	"errors"
	"testing"

	"practice/recordings"
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
		copied, err := ReadPiece(bytes.NewReader(data), at%(1<<40), true)
		if err != nil {
			if !errors.Is(err, recordings.ErrPiece) {
				t.Fatalf("got %v, want recordings.ErrPiece", err)
			}
			return
		}
		for i, p := range copied.packets {
			if p.Length() <= 0 || i > 0 && p.Begin != copied.packets[i-1].End {
				t.Fatalf("packet %d lies at %v", i, p.Span)
			}
		}
		if copied.Length > recordings.SamplesOf(recordings.MaxPieceLength) || int64(len(copied.sound.PCM)) > copied.Length+recordings.SamplesOf(recordings.MaxPieceLength) {
			t.Fatalf("%d samples, of which %d decoded", copied.Length, len(copied.sound.PCM))
		}
	})
}

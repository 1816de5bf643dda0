package sound

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/google/go-cmp/cmp"

	"practice/internal/hearing"
	"practice/recordings"
)

type waveformFile struct {
	Version         int32
	Flags           uint32
	SampleRate      int32
	SamplesPerPixel int32
	Length          uint32
	Channels        int32
}

// draw writes the samples in uneven pieces and reads waveform.dat back.
func draw(t *testing.T, pcm []int16) (waveformFile, []int8, []byte) {
	t.Helper()
	w := NewWaveform(int64(len(pcm)))
	for rest, n := pcm, 1; len(rest) > 0; n = n*2 + 1 {
		n = min(n, len(rest))
		w.Write(rest[:n])
		rest = rest[n:]
	}
	var out bytes.Buffer
	written, err := w.WriteTo(&out)
	if err != nil || written != int64(out.Len()) {
		t.Fatalf("WriteTo: got %d, %v, want %d bytes", written, err, out.Len())
	}
	var header waveformFile
	if err := binary.Read(&out, binary.LittleEndian, &header); err != nil {
		t.Fatal(err)
	}
	pairs := make([]int8, out.Len())
	if err := binary.Read(&out, binary.LittleEndian, pairs); err != nil {
		t.Fatal(err)
	}
	return header, pairs, w.Peaks()
}

func TestTheWaveformHoldsTheExtremesOfEveryStretch(t *testing.T) {
	for _, samples := range []int{0, 1, 959, 960, 961, 5 * recordings.SampleRate, 3*recordings.SampleRate + 480} {
		pcm := hearing.Sine(samples)
		if samples > 0 {
			pcm[samples/2] = -32768
		}
		header, pairs, _ := draw(t, pcm)
		want := waveformFile{2, 1, 48000, 960, uint32((samples + 959) / 960), 1}
		if diff := cmp.Diff(want, header); diff != "" {
			t.Errorf("%d samples: header (-want +got):\n%s", samples, diff)
		}
		var extremes []int8
		for start := 0; start < samples; start += 960 {
			low, high := pcm[start], pcm[start]
			for _, sample := range pcm[start:min(start+960, samples)] {
				low, high = min(low, sample), max(high, sample)
			}
			extremes = append(extremes, int8(low/256), int8(high/256))
		}
		if !bytes.Equal(asBytes(extremes), asBytes(pairs)) {
			t.Errorf("%d samples: the pairs are not the extremes:\n%s", samples, cmp.Diff(extremes, pairs))
		}
	}
}

func TestThePeaksAreTheLoudestOfEqualStretches(t *testing.T) {
	for _, samples := range []int{0, 1, 50, 96, 97, 1000, 2*recordings.SampleRate + 31} {
		pcm := hearing.Sine(samples)
		_, _, peaks := draw(t, pcm)
		if len(peaks) != recordings.PeakCount {
			t.Fatalf("%d samples: %d peaks, want %d", samples, len(peaks), recordings.PeakCount)
		}
		want := make([]byte, recordings.PeakCount)
		for i, sample := range pcm {
			stretch := i * recordings.PeakCount / samples
			want[stretch] = max(want[stretch], loudness(sample))
		}
		if diff := cmp.Diff(want, peaks); diff != "" {
			t.Errorf("%d samples: peaks (-want +got):\n%s", samples, diff)
		}
	}
}

func TestLoudness(t *testing.T) {
	for sample, want := range map[int16]byte{0: 0, 127: 0, 128: 1, -128: 1, 32767: 255, -32768: 255, 16384: 128} {
		if got := loudness(sample); got != want {
			t.Errorf("loudness(%d): got %d, want %d", sample, got, want)
		}
	}
}

func asBytes(values []int8) []byte {
	out := make([]byte, len(values))
	for i, v := range values {
		out[i] = byte(v)
	}
	return out
}

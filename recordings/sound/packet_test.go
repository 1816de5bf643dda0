package sound

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"practice/recordings/ogg"
)

const silkWideband20ms = 9 << 3 // RFC 6716 table 2, configuration 9

func TestPacketsAreSplitIntoTheirFrames(t *testing.T) {
	long := bytes.Repeat([]byte{7}, 300)
	for _, c := range []struct {
		name   string
		packet []byte
		want   [][]byte
	}{
		{"one frame", []byte{0, 1, 2, 3}, [][]byte{{1, 2, 3}}},
		{"a pause", []byte{0}, [][]byte{{}}},
		{"two equal frames", []byte{1, 1, 2, 3, 4}, [][]byte{{1, 2}, {3, 4}}},
		{"two frames", []byte{2, 1, 9, 8, 7}, [][]byte{{9}, {8, 7}}},
		{"two frames, the first long", append(append([]byte{2, 252, 12}, long...), 5), [][]byte{long, {5}}},
		{"three of constant size", []byte{3, 3, 1, 2, 3}, [][]byte{{1}, {2}, {3}}},
		{"three of constant size, padded", []byte{3, 3 | 0x40, 2, 1, 2, 3, 0, 0}, [][]byte{{1}, {2}, {3}}},
		{"three of varying size", []byte{3, 3 | 0x80, 0, 2, 1, 2, 3}, [][]byte{{}, {1, 2}, {3}}},
		{"padded by more than 254 bytes", append([]byte{3, 1 | 0x40, 255, 1, 4}, make([]byte, 255)...), [][]byte{{4}}},
	} {
		got, err := Frames(c.packet)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if diff := cmp.Diff(c.want, got, cmp.Comparer(bytes.Equal)); diff != "" {
			t.Errorf("%s: frames (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestPacketsThatBreakTheRulesAreRefused(t *testing.T) {
	for name, packet := range map[string][]byte{
		"empty":                           {},
		"one frame too long":              make([]byte, 1277),
		"two equal frames of odd length":  {1, 1, 2, 3},
		"two frames without a length":     {2},
		"two frames, half a length":       {2, 252},
		"two frames, the first too long":  {2, 3, 1, 2},
		"no frame count":                  {3},
		"no frames":                       {3, 0},
		"more than 120 ms":                {silkWideband20ms | 3, 7, 1, 2, 3, 4, 5, 6, 7},
		"padding without a length":        {3, 1 | 0x40},
		"padding longer than the packet":  {3, 1 | 0x40, 9, 1},
		"unequal frames of constant size": {3, 2, 1, 2, 3},
		"a varying size that overruns":    {3, 2 | 0x80, 9, 1},
		"a varying size that is missing":  {3, 3 | 0x80, 0},
	} {
		if got, err := Frames(packet); !errors.Is(err, errMalformed) {
			t.Errorf("%s: got %v, %v, want errMalformed", name, got, err)
		}
	}
}

func TestAPauseIsSilenceOfItsLength(t *testing.T) {
	v, err := NewVoice()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		packet []byte
		want   int
	}{
		{"a first byte alone", []byte{silkWideband20ms}, 960},
		{"a frame of one byte", []byte{silkWideband20ms, 0x55}, 960},
		{"hybrid", []byte{15 << 3}, 960},
		{"three pauses in a packet", []byte{silkWideband20ms | 3, 3}, 2880},
		{"silence of CELT", []byte{0xf8, 0xff, 0xfe}, 960},
		{"nothing", nil, 0},
	} {
		got := v.Decode(c.packet)
		if len(got) != c.want || !bytes.Equal(asBytes16(got), make([]byte, 2*c.want)) {
			t.Errorf("%s: got %d samples %v…, want %d zeros", c.name, len(got), got[:min(len(got), 8)], c.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, packet := range [][]byte{
		{},
		{0},
		{0xf8, 0xff, 0xfe},
		{silkWideband20ms | 3, 3 | 0x80, 0, 2, 1, 2, 3},
		{1, 1, 2, 3, 4},
		{2, 1, 9, 8, 7},
		{3, 3 | 0x40, 2, 1, 2, 3, 0, 0},
		{silkWideband20ms, 1, 2, 3, 4, 5, 6},
		{15<<3 | 4, 9, 9, 9, 9, 9, 9, 9},
	} {
		f.Add(packet, packet)
	}
	f.Fuzz(func(t *testing.T, first, second []byte) {
		v, err := NewVoice()
		if err != nil {
			t.Fatal(err)
		}
		for _, packet := range [][]byte{first, second} {
			if got, want := len(v.Decode(packet)), ogg.Samples(packet); got != want {
				t.Errorf("% x: got %d samples, want the %d that it claims", packet, got, want)
			}
		}
	})
}

func asBytes16(pcm []int16) []byte {
	out := make([]byte, 0, 2*len(pcm))
	for _, sample := range pcm {
		out = append(out, byte(sample), byte(sample>>8))
	}
	return out
}

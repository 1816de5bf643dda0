package hearing

import (
	"bytes"
	"encoding/binary"
	"math"
	"os/exec"
	"strings"
	"testing"
)

// Sine is 440 Hz at 48,000 samples a second, with 90 % of full scale that fades in.
func Sine(samples int) []int16 {
	pcm := make([]int16, samples)
	for i := range pcm {
		fade := float64(i) / float64(samples)
		pcm[i] = int16(fade * 0.9 * math.MaxInt16 * math.Sin(2*math.Pi*440*float64(i)/48000))
	}
	return pcm
}

// SamplesBy runs a program that writes 16-bit little-endian samples to its
// standard output.
func SamplesBy(t *testing.T, program string, args ...string) []int16 {
	t.Helper()
	command := exec.Command(program, args...)
	var stderr strings.Builder
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v: %s", program, err, stderr.String())
	}
	pcm := make([]int16, len(out)/2)
	if err := binary.Read(bytes.NewReader(out), binary.LittleEndian, pcm); err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	return pcm
}

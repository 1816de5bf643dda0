package sound

import (
	"fmt"

	"github.com/pion/opus"

	"practice/recordings"
	"practice/recordings/ogg"
)

// Voice decodes Opus packets to mono samples, one after the other.
type Voice struct {
	decoder opus.Decoder
	single  []byte
	pcm     []int16
	// damaged counts what was replaced by silence.
	damaged int
}

// NewVoice makes a decoder, which has to hear some packets before it is settled.
func NewVoice() (*Voice, error) {
	decoder, err := opus.NewDecoderWithOutput(recordings.SampleRate, 1)
	if err != nil {
		return nil, fmt.Errorf("opus decoder: %w", err)
	}
	return &Voice{decoder: decoder, pcm: make([]int16, maxPacketSamples)}, nil
}

// Decode returns the packet's samples, which the next call overwrites. What
// can't be decoded is silence of its length, so that nothing after it moves.
func (v *Voice) Decode(packet []byte) []int16 {
	split, err := Frames(packet)
	if err != nil {
		v.damaged++
		return v.silence(0, ogg.Samples(packet))
	}
	length := 0
	for _, frame := range split {
		length += len(v.frame(packet[0], frame, length))
	}
	return v.pcm[:length]
}

// frame decodes one frame to the samples from at. The decoder gets frame after
// frame, each as a packet of its own: an empty one is a pause of the sender
// (RFC 6716 section 2.1.9), which pion/opus takes for sound.
func (v *Voice) frame(toc byte, frame []byte, at int) []int16 {
	const oneFrame = 0
	v.single = append(append(v.single[:0], toc&^3|oneFrame), frame...)
	length := ogg.Samples(v.single)
	if len(frame) <= 1 {
		return v.silence(at, length)
	}
	out := v.pcm[at : at+length]
	if n, err := v.decoder.DecodeToInt16(v.single, out); err != nil || n != length {
		v.damaged++
		return v.silence(at, length)
	}
	return out
}

func (v *Voice) silence(at, length int) []int16 {
	out := v.pcm[at : at+length]
	clear(out)
	return out
}

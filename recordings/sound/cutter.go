package sound

import (
	"errors"

	"practice/recordings"
	"practice/recordings/ogg"
)

const (
	// segmentSamples is how much sound is decoded in one go.
	segmentSamples = 20 * recordings.SampleRate
	// segmentBytes bounds a segment's packets in memory, which are a tenth of it
	// in a voice; packetBytes is what each takes beside its data.
	segmentBytes = 2 << 20
	packetBytes  = 64
	// settlePackets are decoded in front of a segment and thrown away: a decoder
	// needs 80 ms to settle (RFC 7845 section 4.6), and these last longer.
	settlePackets = 12
)

// cutter cuts a stream into segments. Where they begin follows from the packets
// alone, so that whatever decodes a recording, all of it or a part, makes the
// same samples. That is a promise to who continues a download: with a change of it,
// or of the constants above, [recordings.SoundRevision] changes.
type cutter struct {
	stream *ogg.Reader
	// end is the granule position of the newest page; behind the last segment it
	// is where the stream ends.
	end int64
}

// segment is a part of a stream that is decoded by itself.
type segment struct {
	settle  [][]byte
	packets []segmentPacket
	pcm     []int16
	damaged int
	err     error
	decoded chan struct{}
}

type segmentPacket struct {
	data []byte
	// place is where it begins in the file.
	place ogg.Place
	// granule is the position that its page ends at.
	granule int64
	samples int
}

// next reads the segment behind another. Its err is io.EOF for the last one.
func (c *cutter) next(before *segment) *segment {
	s := &segment{decoded: make(chan struct{})}
	if before != nil {
		for _, p := range before.settling() {
			s.settle = append(s.settle, p.data)
		}
	}
	for total, size := 0, 0; total < segmentSamples && size < segmentBytes; {
		packet, err := c.stream.Next()
		c.end = c.stream.Granule()
		if errors.Is(err, ogg.ErrPacket) {
			s.damaged++
			continue
		}
		if err != nil {
			s.err = err
			break
		}
		samples := ogg.Samples(packet)
		s.packets = append(s.packets, segmentPacket{append([]byte(nil), packet...), c.stream.Place(), c.end, samples})
		total += samples
		size += packetBytes + len(packet)
	}
	return s
}

// take reads so many packets and no more.
func (c *cutter) take(count int) (*segment, error) {
	s := &segment{}
	for len(s.packets) < count {
		packet, err := c.stream.Next()
		if errors.Is(err, ogg.ErrPacket) {
			continue
		}
		if err != nil {
			return nil, err
		}
		s.packets = append(s.packets, segmentPacket{data: append([]byte(nil), packet...)})
	}
	return s, nil
}

// settling are the packets that the next segment is settled by.
func (s *segment) settling() []segmentPacket {
	return s.packets[max(len(s.packets)-settlePackets, 0):]
}

// decode makes the segment's sound in the buffer.
func (s *segment) decode(buffer []int16) {
	v, err := s.settled()
	if err != nil {
		s.err = err
		return
	}
	s.pcm = buffer
	for i := range s.packets {
		s.pcm = append(s.pcm, v.Decode(s.packets[i].data)...)
	}
	s.damaged += v.damaged
}

// settled returns a decoder for the segment's first packet.
func (s *segment) settled() (*Voice, error) {
	v, err := NewVoice()
	if err != nil {
		return nil, err
	}
	for _, packet := range s.settle {
		v.Decode(packet)
	}
	v.damaged = 0
	return v, nil
}

// size is what its packets take in memory, about.
func (s *segment) size() int {
	size := 0
	for _, p := range s.packets {
		size += packetBytes + len(p.data)
	}
	return size
}

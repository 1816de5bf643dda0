package sound

import (
	"errors"
	"io"
	"runtime"
	"sync"

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
	// granule is the position that its page ends at.
	granule int64
	samples int
}

// decoding reads a stream and decodes it on all cores.
type decoding struct {
	stream *ogg.Reader
	// segments are given out in order, before they are decoded.
	segments chan *segment
	work     chan *segment
	stop     chan struct{}
	running  sync.WaitGroup
	// buffers are used again and again.
	buffers sync.Pool
	// damaged counts what was replaced. end is the stream's last granule
	// position; it holds when segments is closed.
	damaged int
	end     int64
}

func newDecoding(stream *ogg.Reader) *decoding {
	cores := runtime.GOMAXPROCS(0)
	d := &decoding{
		stream: stream, segments: make(chan *segment, cores), work: make(chan *segment), stop: make(chan struct{}),
		buffers: sync.Pool{New: func() any { return make([]int16, 0, segmentSamples+maxPacketSamples) }},
	}
	d.running.Go(d.read)
	for range cores {
		d.running.Go(func() {
			for s := range d.work {
				s.decode(d.buffers.Get().([]int16)) //nolint:forcetypeassert // nothing else is put there
				close(s.decoded)
			}
		})
	}
	return d
}

// close ends the reading, and returns when nothing runs any more.
func (d *decoding) close() {
	close(d.stop)
	d.running.Wait()
}

// recycle takes back a segment whose sound was used.
func (d *decoding) recycle(s *segment) {
	if s.pcm != nil {
		d.buffers.Put(s.pcm[:0]) //nolint:staticcheck // a slice header of 24 bytes, once in 20 s of sound
	}
}

// read cuts the stream into segments.
func (d *decoding) read() {
	defer close(d.segments)
	defer close(d.work)
	var before *segment
	for {
		s := d.next(before)
		end := s.err != nil
		if errors.Is(s.err, io.EOF) {
			s.err = nil
		}
		if !d.give(d.segments, s) || !d.give(d.work, s) || end {
			return
		}
		// Its packets are kept until the next one has taken what it settles by.
		before = s
	}
}

func (d *decoding) give(to chan<- *segment, s *segment) bool {
	select {
	case to <- s:
		return true
	case <-d.stop:
		return false
	}
}

// next reads the segment behind another. Its err is io.EOF for the last one.
func (d *decoding) next(before *segment) *segment {
	s := &segment{decoded: make(chan struct{})}
	if before != nil {
		for _, p := range before.packets[max(len(before.packets)-settlePackets, 0):] {
			s.settle = append(s.settle, p.data)
		}
	}
	for total, size := 0, 0; total < segmentSamples && size < segmentBytes; {
		packet, err := d.stream.Next()
		d.end = d.stream.Granule()
		if errors.Is(err, ogg.ErrPacket) {
			s.damaged++
			continue
		}
		if err != nil {
			s.err = err
			break
		}
		s.packets = append(s.packets, segmentPacket{data: append([]byte(nil), packet...), granule: d.end})
		total += ogg.Samples(packet)
		size += packetBytes + len(packet)
	}
	return s
}

// decode makes the segment's sound in the buffer.
func (s *segment) decode(buffer []int16) {
	v, err := NewVoice()
	if err != nil {
		s.err = err
		return
	}
	for _, packet := range s.settle {
		v.Decode(packet)
	}
	v.damaged = 0
	s.pcm = buffer
	for i := range s.packets {
		pcm := v.Decode(s.packets[i].data)
		s.packets[i].samples = len(pcm)
		s.pcm = append(s.pcm, pcm...)
	}
	s.damaged += v.damaged
}

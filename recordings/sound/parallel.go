package sound

import (
	"errors"
	"io"
	"runtime"
	"sync"

	"practice/recordings/ogg"
)

// decoding reads a stream and decodes it on all cores.
type decoding struct {
	cutter cutter
	// segments are given out in order, before they are decoded.
	segments chan *segment
	work     chan *segment
	stop     chan struct{}
	running  sync.WaitGroup
	// buffers are used again and again.
	buffers sync.Pool
	// damaged counts what was replaced.
	damaged int
}

func newDecoding(stream *ogg.Reader) *decoding {
	cores := runtime.GOMAXPROCS(0)
	d := &decoding{
		cutter: cutter{stream: stream}, segments: make(chan *segment, cores), work: make(chan *segment), stop: make(chan struct{}),
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
		s := d.cutter.next(before)
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

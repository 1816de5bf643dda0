package sound

import (
	"errors"
	"fmt"
	"io"

	"practice/recordings/ogg"
)

// Index tells where in an Ogg Opus file any sample is made, and how many there
// are. It takes some 60 bytes for each 20 s of sound.
type Index struct {
	preSkip int64
	samples int64
	// end is the granule position of the last page.
	end    int64
	points []point
}

// point is where a segment begins.
type point struct {
	// settle is the first of the packets that are decoded before it, settling how
	// many these are; without any it is the segment's own first packet.
	settle   ogg.Place
	settling int
	// position is that of its first sample, page where the page of the packet
	// before ends; both count the pre-skip.
	position int64
	page     int64
}

// ErrUndecodable: the file is no Ogg Opus of one or two channels.
var ErrUndecodable = errors.New("there is no Ogg Opus to decode")

// NewIndex reads a file once from its beginning, without decoding it. It fails
// with [ErrUndecodable], and with the error of r.
func NewIndex(r io.Reader) (*Index, error) {
	source := &failing{r: r}
	stream, err := ogg.NewReader(source)
	switch {
	case err != nil && source.err == nil:
		return nil, fmt.Errorf("index: %w: %w", ErrUndecodable, err)
	case err != nil:
		return nil, fmt.Errorf("index: %w", err)
	}
	c := cutter{stream: stream}
	x := &Index{preSkip: int64(stream.Header().PreSkip)}
	var at point
	for s := c.next(nil); ; s = c.next(s) {
		if s.err != nil && !errors.Is(s.err, io.EOF) {
			return nil, fmt.Errorf("index: %w", s.err)
		}
		if len(s.packets) > 0 {
			if at.settling == 0 {
				at.settle = s.packets[0].place
			}
			x.points = append(x.points, at)
		}
		for _, p := range s.packets {
			at.pass(p)
		}
		if s.err != nil {
			break
		}
		settling := s.settling()
		at.settling = len(settling)
		if len(settling) > 0 {
			at.settle = settling[0].place
		}
	}
	x.end = c.end
	x.samples = max(max(at.position, at.page, x.end)-x.preSkip, 0)
	return x, nil
}

// pass moves the position over a packet, as [granuleLine] does.
func (p *point) pass(packet segmentPacket) {
	if packet.granule != p.page {
		p.position, p.page = max(p.position, p.page), packet.granule
	}
	samples := int64(packet.samples)
	if packet.granule >= 0 {
		samples = min(samples, max(packet.granule-p.position, 0))
	}
	p.position += samples
}

// Samples is the length of the sound, as [Decode] gives it.
func (x *Index) Samples() int64 { return x.samples }

// before returns the number of the last segment that begins at or before a
// sample.
func (x *Index) before(sample int64) int {
	found := 0
	for i, p := range x.points {
		if p.position-x.preSkip > sample {
			break
		}
		found = i
	}
	return found
}

// failing remembers why a reader failed.
type failing struct {
	r   io.Reader
	err error
}

func (f *failing) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		f.err = err
	}
	return n, err
}

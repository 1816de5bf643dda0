package sound

import (
	"fmt"
	"io"

	"practice/recordings"
	"practice/recordings/ogg"
)

// maxPacketSamples bounds a packet: 120 ms (RFC 6716 section 3.4, R5).
const maxPacketSamples = recordings.SampleRate * 120 / 1000

// Decode reads Ogg Opus in one pass and gives its sound to sink, mono at
// [recordings.SampleRate]; sink must not keep the slice. The length is what the granule
// positions say, without the pre-skip and without what the last page holds
// beyond the end (RFC 7845 sections 4.2 and 4.4): what is damaged is silence of
// its length, and what a page lacks is silence at its end. It returns the
// number of packets and frames that were replaced.
//
// Segments are decoded on all cores and given to sink in order. Where they
// begin does not depend on the number of cores, so neither does the result.
func Decode(r io.Reader, sink func(pcm []int16) error) (damaged int, err error) {
	stream, err := ogg.NewReader(r)
	if err != nil {
		return 0, fmt.Errorf("decode: %w", err)
	}
	d := newDecoding(stream)
	defer d.close()
	line := &granuleLine{preSkip: int64(stream.Header().PreSkip), sink: sink}
	page := int64(0)
	for s := range d.segments { // closed when the cutter's end is known
		<-s.decoded
		if s.err != nil {
			return d.damaged, fmt.Errorf("decode: %w", s.err)
		}
		d.damaged += s.damaged
		pcm := s.pcm
		for _, p := range s.packets {
			if p.granule != page {
				if err := line.padTo(page); err != nil {
					return d.damaged, err
				}
				page = p.granule
			}
			if err := line.write(pcm[:p.samples], p.granule); err != nil {
				return d.damaged, err
			}
			pcm = pcm[p.samples:]
		}
		d.recycle(s)
	}
	if err := line.padTo(page); err != nil {
		return d.damaged, err
	}
	return d.damaged, line.padTo(d.cutter.end)
}

// granuleLine puts decoded samples where the granule positions say.
type granuleLine struct {
	preSkip int64
	sink    func(pcm []int16) error
	// position is that of the next sample, the pre-skip included.
	position int64
}

// write puts samples at the position, up to the end of their page.
func (l *granuleLine) write(pcm []int16, end int64) error {
	if room := max(end-l.position, 0); end >= 0 && int64(len(pcm)) > room {
		pcm = pcm[:room]
	}
	skip := min(max(l.preSkip-l.position, 0), int64(len(pcm)))
	l.position += int64(len(pcm))
	if pcm = pcm[skip:]; len(pcm) == 0 {
		return nil
	}
	return l.sink(pcm)
}

// padTo fills up with silence to the end of a page.
func (l *granuleLine) padTo(end int64) error {
	if l.position >= end {
		return nil
	}
	silence := make([]int16, maxPacketSamples)
	for l.position < end {
		if err := l.write(silence, end); err != nil {
			return err
		}
	}
	return nil
}

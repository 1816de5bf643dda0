package sound

import (
	"context"
	"errors"
	"fmt"
	"io"

	"practice/recordings"
	"practice/recordings/ogg"
)

const (
	// batchBytes is how much of the file is fetched at once, in packets: some
	// minutes of a voice.
	batchBytes = 1 << 20
	// turnSamples is how much is made in one turn.
	turnSamples = recordings.SampleRate
)

// Source opens the file that an [Index] was made of. It is opened for each
// stretch that is fetched and closed behind it, so that a reader that stops holds
// nothing open.
type Source func(ctx context.Context) (io.ReadSeekCloser, error)

// Turn waits until the caller may decode for some milliseconds, and is told when
// that is done.
type Turn func(ctx context.Context) (done func(), err error)

// PCM is the sound of a file, made as it is asked for: the samples are those of
// [Decode], from wherever it begins.
type PCM struct {
	index  *Index
	source Source
	turn   Turn

	// ahead are segments that are fetched and not begun, next the number of the
	// one behind them.
	ahead []*segment
	next  int
	// segment is being decoded by voice, from packet on; nil between two.
	segment *segment
	packet  int
	voice   *Voice

	line granuleLine
	page int64
	// made is what the line got in this turn.
	made []int16
}

// NewPCM returns the sound of the file. Nothing is read yet.
func NewPCM(x *Index, source Source, turn Turn) *PCM {
	p := &PCM{index: x, source: source, turn: turn}
	p.line = granuleLine{preSkip: x.preSkip, sink: func(pcm []int16) error {
		p.made = append(p.made, pcm...)
		return nil
	}}
	return p
}

// From returns the samples from one on, a second or two, and none at the end.
// They are good until the next call. What lies between the beginning of the
// segment and the sample has to be decoded with it, 20 s at most, unless the last
// call ended there.
func (p *PCM) From(ctx context.Context, sample int64) ([]int16, error) {
	p.goTo(sample)
	for p.line.position-p.index.preSkip < p.index.samples {
		if err := p.fetch(ctx); err != nil {
			return nil, err
		}
		done, err := p.turn(ctx)
		if err != nil {
			return nil, err
		}
		err = p.decode(sample)
		done()
		if over := p.segment == nil && len(p.ahead) == 0 && p.next >= len(p.index.points); err != nil || over || len(p.made) > 0 {
			return p.made, err
		}
	}
	return nil, nil
}

// goTo leaves where it is, unless the way on to the sample is the shortest.
func (p *PCM) goTo(sample int64) {
	number, reached := p.index.before(sample), p.next-len(p.ahead)
	if p.segment != nil {
		reached--
	}
	if sample >= p.line.position-p.index.preSkip && number <= reached {
		return
	}
	var at point
	if number < len(p.index.points) {
		at = p.index.points[number]
	}
	p.ahead, p.segment, p.next = nil, nil, number
	p.line.position, p.page = at.position, at.page
}

// fetch reads the next segments, if there are none ahead.
func (p *PCM) fetch(ctx context.Context) (err error) {
	if p.segment != nil || len(p.ahead) > 0 || p.next >= len(p.index.points) {
		return nil
	}
	file, err := p.source(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	at := p.index.points[p.next]
	if _, err := file.Seek(at.settle.Offset, io.SeekStart); err != nil {
		return fmt.Errorf("seek to byte %d: %w", at.settle.Offset, err)
	}
	stream, err := ogg.Resume(recordings.UntilDone(ctx, file), at.settle)
	if err != nil {
		return err
	}
	c := cutter{stream: stream}
	before, err := c.take(at.settling)
	for size := 0; err == nil && size < batchBytes && p.next < len(p.index.points); p.next++ {
		before = c.next(before)
		if err = before.err; errors.Is(err, io.EOF) && len(before.packets) > 0 {
			err = nil
		}
		p.ahead = append(p.ahead, before)
		size += before.size()
	}
	if err != nil {
		p.ahead = nil
		return fmt.Errorf("read segment %d of %d: %w", p.next, len(p.index.points), noEOF(err))
	}
	return nil
}

// decode makes samples of what is fetched, and keeps those from one on.
func (p *PCM) decode(sample int64) error {
	p.made = p.made[:0]
	for len(p.made) < turnSamples {
		more, err := p.step()
		if err != nil || !more {
			return err
		}
		begin := p.line.position - p.index.preSkip - int64(len(p.made))
		if early := min(sample-begin, int64(len(p.made))); early > 0 {
			p.made = append(p.made[:0], p.made[early:]...)
		}
	}
	return nil
}

// step makes the samples of a packet, or some of the silence before it. It
// reports false when nothing of what is fetched is left.
func (p *PCM) step() (bool, error) {
	if p.segment == nil {
		switch {
		case len(p.ahead) > 0:
			return true, p.begin()
		case p.next < len(p.index.points):
			return false, nil
		}
		if padded, err := p.pad(p.page); padded || err != nil {
			return padded, err
		}
		return p.pad(p.index.end)
	}
	if p.packet == len(p.segment.packets) {
		p.segment = nil
		return true, nil
	}
	packet := p.segment.packets[p.packet]
	if packet.granule != p.page {
		if padded, err := p.pad(p.page); padded || err != nil {
			return padded, err
		}
		p.page = packet.granule
	}
	p.packet++
	return true, p.line.write(p.voice.Decode(packet.data), packet.granule)
}

// begin goes on to the next segment.
func (p *PCM) begin() (err error) {
	p.segment, p.ahead, p.packet = p.ahead[0], p.ahead[1:], 0
	p.voice, err = p.segment.settled()
	return err
}

// pad writes some of the silence up to the end of a page, if there is any left.
func (p *PCM) pad(end int64) (bool, error) {
	if p.line.position >= end {
		return false, nil
	}
	return true, p.line.write(make([]int16, maxPacketSamples), end)
}

// noEOF: what ends too early has not come to its end.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

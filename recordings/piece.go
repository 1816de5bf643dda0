package recordings

import (
	"errors"
	"fmt"
	"io"
	"time"

	"practice/problem"
	"practice/recordings/ogg"
)

// The bounds of a piece of a page's copy.
const (
	MaxPieceSize   = 2 << 20
	MaxPieceLength = 2 * time.Minute
)

// ErrPiece: what was sent is not an uninterrupted piece of mono Ogg Opus.
var ErrPiece = problem.Invalid.Say("what was sent is not an uninterrupted stretch of mono Ogg Opus")

// copiedSound is a piece in memory, on the time line by the page's clock.
type copiedSound struct {
	packets []copiedPacket
	sound   stretch
	length  int64
}

// copiedPacket is a packet with its position.
type copiedPacket struct {
	span
	data []byte
}

// add adds a packet that begins at a position, as packets of one frame each: the
// shorter they are, the closer they fit. A MediaRecorder puts three into one.
func (c *copiedSound) add(packet []byte, at int64) {
	toc, split := packet[0]&^3, [][]byte{packet[1:]} // one frame (RFC 6716 section 3.1)
	if several, err := frames(packet); err != nil || len(several) == 1 {
		toc = packet[0]
	} else {
		split = several
	}
	for _, frame := range split {
		single := append([]byte{toc}, frame...)
		end := at + int64(ogg.Samples(single))
		c.packets = append(c.packets, copiedPacket{span{at, end}, single})
		at = end
	}
}

// last returns the last packet of a part.
func (c *copiedSound) last(p part) []byte {
	at := p.begin
	for i := p.first; ; i++ {
		if at += c.packets[i].length(); at >= p.end || i == len(c.packets)-1 {
			return c.packets[i].data
		}
	}
}

// loadPiece reads a piece; it is decoded if its sound is asked for.
func loadPiece(p *piece, sound bool) (*copiedSound, error) {
	file, err := p.open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	copied, err := readPiece(file, p.at, sound)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.name, err)
	}
	return copied, nil
}

// readPiece reads an Ogg Opus file of at most [MaxPieceLength], and decodes it
// if its sound is asked for. It fails with [ErrPiece] for what is none.
func readPiece(r io.Reader, at int64, sound bool) (*copiedSound, error) {
	reader, err := ogg.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPiece, err)
	}
	if channels := reader.Header().Channels; channels != 1 {
		return nil, fmt.Errorf("%w: it has %d channels, not one", ErrPiece, channels)
	}
	v, err := newVoice()
	if err != nil {
		return nil, err
	}
	preSkip := int64(reader.Header().PreSkip)
	out := &copiedSound{sound: stretch{at: at}}
	length := int64(0)
	for {
		packet, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		samples := int64(ogg.Samples(packet))
		switch {
		case err != nil:
			return nil, fmt.Errorf("%w: %w", ErrPiece, err)
		case samples == 0:
			return nil, fmt.Errorf("%w: a packet of %d bytes is not Opus", ErrPiece, len(packet))
		case len(out.packets) > 0 && reader.Position() != length:
			return nil, fmt.Errorf("%w: %d samples are missing in it", ErrPiece, reader.Position()-length)
		case len(out.packets) == 0:
			length = reader.Position()
		}
		if length += samples; length > samplesOf(MaxPieceLength)+preSkip {
			return nil, fmt.Errorf("%w: it is longer than %v", ErrPiece, MaxPieceLength)
		}
		out.add(packet, at+length-samples-preSkip+lookahead)
		if !sound {
			continue
		}
		pcm := v.Decode(packet)
		skip := min(max(preSkip-(length-samples), 0), samples)
		out.sound.pcm = append(out.sound.pcm, pcm[min(skip, int64(len(pcm))):]...)
	}
	if len(out.packets) == 0 {
		return nil, fmt.Errorf("%w: it holds no sound", ErrPiece)
	}
	out.length = out.packets[len(out.packets)-1].end - lookahead - at
	return out, nil
}

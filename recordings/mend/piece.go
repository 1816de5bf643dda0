package mend

import (
	"errors"
	"fmt"
	"io"

	"practice/recordings"
	"practice/recordings/ogg"
	"practice/recordings/sound"
	"practice/recordings/spool"
)

// Copied is a piece in memory, on the time line by the page's clock.
type Copied struct {
	packets []copiedPacket
	// settled is the first packet that is heard from its beginning.
	settled int
	sound   sound.Passage
	Length  int64
}

// copiedPacket is a packet with its position.
type copiedPacket struct {
	recordings.Span
	data []byte
}

// add adds a packet that begins at a position, as packets of one frame each: the
// shorter they are, the closer they fit. A MediaRecorder puts three into one.
func (c *Copied) add(packet []byte, at int64) {
	toc, split := packet[0]&^3, [][]byte{packet[1:]} // one frame (RFC 6716 section 3.1)
	if several, err := sound.Frames(packet); err != nil || len(several) == 1 {
		toc = packet[0]
	} else {
		split = several
	}
	for _, frame := range split {
		single := append([]byte{toc}, frame...)
		end := at + int64(ogg.Samples(single))
		c.packets = append(c.packets, copiedPacket{recordings.Between(at, end), single})
		at = end
	}
}

// last returns the last packet of a part.
func (c *Copied) last(p part) []byte {
	at := p.Begin
	for i := p.first; ; i++ {
		if at += c.packets[i].Length(); at >= p.End || i == len(c.packets)-1 {
			return c.packets[i].data
		}
	}
}

// loadPiece reads a piece; it is decoded if its sound is asked for.
func loadPiece(p *spool.Piece, decoded bool) (*Copied, error) {
	file, err := p.Open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	copied, err := ReadPiece(file, p.At, decoded)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.Name, err)
	}
	return copied, nil
}

// ReadPiece reads an Ogg Opus file of at most [recordings.MaxPieceLength], and decodes it
// if its sound is asked for. It fails with [recordings.ErrPiece] for what is none.
func ReadPiece(r io.Reader, at int64, decoded bool) (*Copied, error) {
	reader, err := ogg.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", recordings.ErrPiece, err)
	}
	if channels := reader.Header().Channels; channels != 1 {
		return nil, fmt.Errorf("%w: it has %d channels, not one", recordings.ErrPiece, channels)
	}
	v, err := sound.NewVoice()
	if err != nil {
		return nil, err
	}
	preSkip := int64(reader.Header().PreSkip)
	out := &Copied{sound: sound.Passage{At: at}}
	length := int64(0)
	for {
		packet, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		samples := int64(ogg.Samples(packet))
		switch {
		case err != nil:
			return nil, fmt.Errorf("%w: %w", recordings.ErrPiece, err)
		case samples == 0:
			return nil, fmt.Errorf("%w: a packet of %d bytes is not Opus", recordings.ErrPiece, len(packet))
		case len(out.packets) > 0 && reader.Position() != length:
			return nil, fmt.Errorf("%w: %d samples are missing in it", recordings.ErrPiece, reader.Position()-length)
		case len(out.packets) == 0:
			length = reader.Position()
		}
		if length += samples; length > recordings.SamplesOf(recordings.MaxPieceLength)+preSkip {
			return nil, fmt.Errorf("%w: it is longer than %v", recordings.ErrPiece, recordings.MaxPieceLength)
		}
		out.add(packet, at+length-samples-preSkip+recordings.Lookahead)
		if !decoded {
			continue
		}
		pcm := v.Decode(packet)
		skip := min(max(preSkip-(length-samples), 0), samples)
		out.sound.PCM = append(out.sound.PCM, pcm[min(skip, int64(len(pcm))):]...)
	}
	if len(out.packets) == 0 {
		return nil, fmt.Errorf("%w: it holds no sound", recordings.ErrPiece)
	}
	for out.packets[out.settled].Begin < at && out.settled < len(out.packets)-1 {
		out.settled++
	}
	out.Length = out.packets[len(out.packets)-1].End - recordings.Lookahead - at
	return out, nil
}

package mend

import (
	"fmt"

	"practice/recordings/ogg"
	"practice/recordings/spool"
)

// track writes packets one behind the other.
type track struct {
	mender *Mender
	writer *ogg.Writer
	// loaded is what loadedPiece holds: a hole often has parts of one piece.
	loaded      *Copied
	loadedPiece *spool.Piece
	// moved is by how much what comes now is moved.
	moved int64
	// end is where the time line ends: what was moved behind it is left out.
	end int64
}

func (t *track) at() int64 { return t.writer.Granule() - t.mender.leadIn }

func (t *track) load(p *spool.Piece) (err error) {
	if t.loadedPiece != p {
		t.loaded, err = loadPiece(p, false)
		t.loadedPiece = p
	}
	return err
}

// write writes a packet at its position, behind silence if need be. What is
// written already wins.
func (t *track) write(position int64, packet []byte) error {
	if position += t.moved; position >= t.end {
		return nil
	}
	if err := t.silence(position); err != nil {
		return err
	}
	if position < t.at() {
		return nil
	}
	if err := t.writer.WritePacket(packet); err != nil {
		return fmt.Errorf("mend: %w", err)
	}
	return nil
}

// silence fills up to a position, less than the shortest silence before it.
func (t *track) silence(to int64) error {
	var buffer [8]byte
	for {
		packet, samples := ogg.AppendSilence(buffer[:0], to-t.at())
		if samples == 0 {
			return nil
		}
		if err := t.writer.WritePacket(packet); err != nil {
			return fmt.Errorf("mend: %w", err)
		}
	}
}

func (t *track) writeHole(h hole) error {
	for _, p := range h.parts {
		if err := t.load(p.piece); err != nil {
			return err
		}
		if err := t.silence(p.Begin + t.moved); err != nil {
			return err
		}
		packets := t.loaded.packets
		for i := p.first; i < len(packets) && t.at()+packets[i].Length() <= p.End+t.moved; i++ {
			if err := t.writer.WritePacket(packets[i].data); err != nil {
				return fmt.Errorf("mend: %w", err)
			}
		}
	}
	if err := t.silence(h.End + t.moved); err != nil {
		return err
	}
	t.moved += h.move
	return nil
}

package ogg

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Header is what a file says of itself before the sound: the identification
// header and the comment header of RFC 7845 section 5.
type Header struct {
	// Channels is 1 or 2.
	Channels int
	// PreSkip is the number of samples at 48 kHz that a decoder makes and
	// does not play.
	PreSkip int
	// Comments are NAME=value pairs in UTF-8, such as TITLE=….
	Comments []string
}

const vendor = "Practice"

var errHeader = errors.New("not an Ogg Opus header")

// appendHead appends the identification header, RFC 7845 section 5.1.
func (h Header) appendHead(b []byte) []byte {
	b = append(b, "OpusHead\x01"...)
	b = append(b, byte(h.Channels))
	b = binary.LittleEndian.AppendUint16(b, uint16(h.PreSkip))
	b = binary.LittleEndian.AppendUint32(b, 48000)
	return append(b, 0, 0, 0) // gain 0, mapping family 0
}

// appendTags appends the comment header, RFC 7845 section 5.2.
func (h Header) appendTags(b []byte) []byte {
	b = append(b, "OpusTags"...)
	b = appendString(b, vendor)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(h.Comments)))
	for _, c := range h.Comments {
		b = appendString(b, c)
	}
	return b
}

func appendString(b []byte, s string) []byte {
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(s))), s...)
}

// parseHead reads an identification header.
func parseHead(b []byte) (Header, error) {
	switch {
	case len(b) < 19 || string(b[:8]) != "OpusHead":
		return Header{}, errHeader
	case b[8]>>4 != 0:
		return Header{}, fmt.Errorf("%w: version %d", errHeader, b[8])
	case b[9] != 1 && b[9] != 2 || b[18] != 0:
		return Header{}, fmt.Errorf("%w: %d channels with mapping family %d; only mono and stereo are read", errHeader, b[9], b[18])
	}
	return Header{Channels: int(b[9]), PreSkip: int(binary.LittleEndian.Uint16(b[10:]))}, nil
}

// parseTags reads the comments of a comment header. Lengths are checked
// against what is there before anything is read.
func parseTags(b []byte) ([]string, error) {
	if len(b) < 8 || string(b[:8]) != "OpusTags" {
		return nil, fmt.Errorf("%w: no comment header", errHeader)
	}
	_, b, ok := cutString(b[8:])
	if !ok || len(b) < 4 {
		return nil, fmt.Errorf("%w: the comment header is cut off", errHeader)
	}
	count := binary.LittleEndian.Uint32(b)
	b = b[4:]
	var comments []string
	for range count {
		var c string
		if c, b, ok = cutString(b); !ok {
			return nil, fmt.Errorf("%w: the comment header is cut off", errHeader)
		}
		comments = append(comments, c)
	}
	return comments, nil
}

func cutString(b []byte) (s string, rest []byte, ok bool) {
	if len(b) < 4 {
		return "", nil, false
	}
	n := uint64(binary.LittleEndian.Uint32(b))
	if uint64(len(b)-4) < n {
		return "", nil, false
	}
	return string(b[4 : 4+n]), b[4+n:], true
}

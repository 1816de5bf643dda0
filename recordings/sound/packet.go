package sound

import (
	"errors"
	"fmt"

	"practice/recordings/ogg"
)

// errMalformed: an Opus packet breaks one of the rules R1 to R7 of RFC 6716
// section 3.4.
var errMalformed = errors.New("malformed Opus packet")

// maxFrameSize bounds one frame in bytes (RFC 6716 section 3.4, R2).
const maxFrameSize = 1275

// Frames splits an Opus packet into its frames (RFC 6716 section 3.2).
func Frames(packet []byte) ([][]byte, error) {
	if ogg.Samples(packet) == 0 {
		return nil, fmt.Errorf("%w: its %d bytes claim no length that is allowed", errMalformed, len(packet))
	}
	body := packet[1:]
	switch packet[0] & 3 {
	case 0:
		return limited([][]byte{body})
	case 1:
		return equalFrames(body, 2)
	case 2:
		size, rest, err := frameSize(body)
		if err != nil {
			return nil, err
		}
		if size > len(rest) {
			return nil, fmt.Errorf("%w: its first frame of %d bytes overruns it", errMalformed, size)
		}
		return limited([][]byte{rest[:size], rest[size:]})
	}
	return manyFrames(body)
}

// manyFrames splits the rest of a code 3 packet (RFC 6716 section 3.2.5).
func manyFrames(body []byte) ([][]byte, error) {
	head, body := body[0], body[1:]
	count := int(head & 0x3f)
	if head&0x40 != 0 {
		var err error
		if body, err = withoutPadding(body); err != nil {
			return nil, err
		}
	}
	if head&0x80 == 0 {
		return equalFrames(body, count)
	}
	sizes := make([]int, 0, count-1)
	for range count - 1 {
		size, rest, err := frameSize(body)
		if err != nil {
			return nil, err
		}
		sizes, body = append(sizes, size), rest
	}
	split := make([][]byte, 0, count)
	for _, size := range sizes {
		if size > len(body) {
			return nil, fmt.Errorf("%w: a frame of %d bytes overruns it", errMalformed, size)
		}
		split, body = append(split, body[:size]), body[size:]
	}
	return limited(append(split, body))
}

// withoutPadding reads the padding length and cuts the padding off the end.
func withoutPadding(body []byte) ([]byte, error) {
	padding := 0
	for {
		if len(body) == 0 {
			return nil, fmt.Errorf("%w: its padding length is missing", errMalformed)
		}
		length := int(body[0])
		body = body[1:]
		if length < 255 {
			padding += length
			break
		}
		padding += 254
	}
	if padding > len(body) {
		return nil, fmt.Errorf("%w: its padding of %d bytes overruns it", errMalformed, padding)
	}
	return body[:len(body)-padding], nil
}

// frameSize reads a frame length of one or two bytes (RFC 6716 section 3.2.1).
func frameSize(body []byte) (size int, rest []byte, err error) {
	switch {
	case len(body) >= 1 && body[0] < 252:
		return int(body[0]), body[1:], nil
	case len(body) >= 2:
		return int(body[0]) + 4*int(body[1]), body[2:], nil
	}
	return 0, nil, fmt.Errorf("%w: a frame length is missing", errMalformed)
}

func equalFrames(body []byte, count int) ([][]byte, error) {
	if len(body)%count != 0 {
		return nil, fmt.Errorf("%w: %d bytes are not %d equal frames", errMalformed, len(body), count)
	}
	size := len(body) / count
	split := make([][]byte, count)
	for i := range split {
		split[i] = body[i*size : (i+1)*size]
	}
	return limited(split)
}

func limited(split [][]byte) ([][]byte, error) {
	for _, frame := range split {
		if len(frame) > maxFrameSize {
			return nil, fmt.Errorf("%w: a frame of %d bytes", errMalformed, len(frame))
		}
	}
	return split, nil
}

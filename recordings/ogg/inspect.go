package ogg

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// ErrFile: the file is not one that can be kept.
var ErrFile = errors.New("not a plain Ogg Opus file")

// mostDamaged is how many places of a file may look like a page and be none:
// each costs the sum of a page.
const mostDamaged = 1000

// Facts are what [Inspect] finds out.
type Facts struct {
	Header Header
	// Samples is the length of the sound at 48 kHz, without the pre-skip.
	Samples int64
	// Whole: the last page says that it is the last.
	Whole bool
}

// others are streams that Ogg files hold besides Opus, by how they begin.
var others = map[string]string{ //nolint:gochecknoglobals // a constant
	"\x01vorbis": "Vorbis", "\x7fFLAC": "FLAC", "Speex   ": "Speex", "\x80theora": "Theora video", "fishead\x00": "Ogg Skeleton",
}

// Inspect reads a file through before anything is made of it. It fails with
// [ErrFile] for anything but one stream of mono or stereo Opus whose positions
// go forwards and fit what it holds, of at most limit samples. Its memory is
// bounded by one page and one packet, whatever the input.
func Inspect(file io.ReadSeeker, limit int64) (Facts, error) {
	facts, err := inspectPages(file, limit)
	if err != nil {
		return Facts{}, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return Facts{}, fmt.Errorf("inspect: %w", err)
	}
	reader, err := NewReader(file)
	if err != nil {
		return Facts{}, fmt.Errorf("%w: %w", ErrFile, err)
	}
	facts.Header = reader.Header()
	held, first := int64(0), int64(-1)
	for {
		packet, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Facts{}, fmt.Errorf("%w: %w", ErrFile, err)
		}
		if first < 0 {
			first = reader.Position()
		}
		if Samples(packet) == 0 {
			return Facts{}, fmt.Errorf("%w: a packet of %d bytes is not Opus", ErrFile, len(packet))
		}
		held = reader.Position() + int64(Samples(packet))
	}
	switch {
	case first < 0:
		return Facts{}, fmt.Errorf("%w: it holds no sound", ErrFile)
	case first > 0:
		return Facts{}, fmt.Errorf("%w: it begins at %d, as a part cut out of another file does; copy it with ffmpeg -c copy first", ErrFile, first)
	case facts.Samples > held:
		return Facts{}, fmt.Errorf("%w: it claims %d samples and holds %d", ErrFile, facts.Samples, held)
	}
	facts.Samples -= int64(facts.Header.PreSkip)
	if facts.Samples <= 0 {
		return Facts{}, fmt.Errorf("%w: it holds no sound", ErrFile)
	}
	return facts, nil
}

// inspectPages checks the order of the pages. Samples is the last position.
func inspectPages(file io.Reader, limit int64) (Facts, error) {
	pages := pageReader{r: bufio.NewReaderSize(file, maxPageSize), patience: mostDamaged}
	var facts Facts
	var serial uint32
	for count := 0; ; count++ {
		p, err := pages.next()
		if errors.Is(err, io.EOF) {
			if count == 0 {
				return Facts{}, fmt.Errorf("%w: it has no valid Ogg page", ErrFile)
			}
			return facts, nil
		}
		if errors.Is(err, errDamage) {
			return Facts{}, fmt.Errorf("%w: it is damaged in more than %d places", ErrFile, mostDamaged)
		}
		if err != nil {
			return Facts{}, fmt.Errorf("inspect: %w", err)
		}
		first := p.flags&flagFirst != 0
		switch {
		case count == 0 && (pages.offset != 0 || !first):
			return Facts{}, fmt.Errorf("%w: it does not begin with the first page of a stream", ErrFile)
		case count == 0:
			serial = p.serial
			for begin, name := range others {
				if bytes.HasPrefix(p.body, []byte(begin)) {
					return Facts{}, fmt.Errorf("%w: it holds %s, not Opus", ErrFile, name)
				}
			}
		case first && facts.Whole:
			return Facts{}, fmt.Errorf("%w: it is several recordings one behind the other; bring them one by one", ErrFile)
		case first || p.serial != serial:
			return Facts{}, fmt.Errorf("%w: it holds several streams at once; bring the voice alone", ErrFile)
		case p.granule >= 0 && p.granule < facts.Samples:
			return Facts{}, fmt.Errorf("%w: its positions go back from %d to %d", ErrFile, facts.Samples, p.granule)
		case p.granule > limit:
			return Facts{}, fmt.Errorf("%w: it claims to last longer than %d samples", ErrFile, limit)
		}
		facts.Samples = max(facts.Samples, p.granule)
		facts.Whole = facts.Whole || p.flags&flagLast != 0
	}
}

package ogg

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

const (
	// mostDamage is how many places of a file may be damaged. Beyond it is no
	// recording, and looking for the next page would take hours.
	mostDamage = 1000
	// mostMissing is how much of a time line may have no packets, beside as much
	// as has: a few bytes must not claim hours.
	mostMissing = 10 * 48000
	// latestBegin is the longest packet. A stream whose first page says that more
	// came before it was cut out of a longer one.
	latestBegin = 120 * 48
)

// Facts are what [Inspect] finds.
type Facts struct {
	// Samples is the length of the sound in samples at 48 kHz, without the
	// pre-skip.
	Samples int64
	// Whole is false for a file that lacks its end; [Repair] gives it one.
	Whole bool
}

// Refusal says why a file is not taken, in a sentence for who brought it.
type Refusal struct {
	// Foreign: the file may be in order, but it is not one Ogg Opus stream of one
	// or two channels.
	Foreign bool
	Words   string
}

// Error is the sentence.
func (r *Refusal) Error() string { return r.Words }

func foreign(format string, args ...any) error { return &Refusal{true, fmt.Sprintf(format, args...)} }

func broken(format string, args ...any) error { return &Refusal{false, fmt.Sprintf(format, args...)} }

// Inspect looks all pages of a file from anywhere over, before anything
// believes them: that they are one stream, that positions rise, and that there
// is sound for the length that they claim. It needs little more memory than two
// pages, and time in proportion to the file, whatever that holds. It fails with
// a [Refusal], or with the error of r.
func Inspect(r io.Reader) (Facts, error) {
	in := &inspection{pages: pageReader{r: bufio.NewReaderSize(r, maxPageSize), patience: mostDamage}}
	for {
		p, err := in.pages.next()
		switch {
		case errors.Is(err, io.EOF):
			return in.facts()
		case errors.Is(err, errDamage):
			return Facts{}, broken("The Ogg file is damaged in more than %d places.", mostDamage)
		case err != nil:
			return Facts{}, fmt.Errorf("read the Ogg file: %w", err)
		}
		if err := in.page(p); err != nil {
			return Facts{}, err
		}
	}
}

// inspection is what is known of a stream after some of its pages.
type inspection struct {
	pages  pageReader
	header Header
	// count is the number of pages, ends where the last one does.
	count int
	ends  int64
	last  page

	// packet counts those that are complete; open holds the first bytes of one
	// that goes on.
	packet  int
	open    []byte
	partial bool
	bad     int

	granule int64
	// sound is the length of all packets.
	sound int64
	begun bool
}

func (in *inspection) page(p page) error {
	if err := in.belongs(p); err != nil {
		return err
	}
	if in.count > 0 && p.sequence != in.last.sequence+1 {
		in.open, in.partial = in.open[:0], false
	}
	in.count++
	in.ends = in.pages.offset + int64(in.pages.unread)
	in.last = page{flags: p.flags, granule: p.granule, serial: p.serial, sequence: p.sequence}
	samples := in.packets(p)
	if in.bad > mostDamage {
		return broken("The Ogg file has more than %d packets that are not Opus.", mostDamage)
	}
	return in.position(p, samples)
}

// belongs checks that the page is one of the one stream.
func (in *inspection) belongs(p page) error {
	first := p.flags&flagFirst != 0
	switch {
	case in.count == 0 && (!first || in.pages.offset != 0):
		return broken("The Ogg file does not begin with the beginning of a stream.")
	case in.count == 0:
		return in.identify(p.body)
	case first && in.count == 1:
		return foreign("The Ogg file has several streams side by side, such as a picture with its sound. Bring the sound alone.")
	case first:
		return foreign("The Ogg file has several streams one behind the other. Bring each as a file of its own.")
	case p.serial != in.last.serial:
		return foreign("The Ogg file has pages of several streams. Bring one stream alone.")
	case in.last.flags&flagLast != 0:
		return broken("The Ogg file goes on behind its own end.")
	}
	return nil
}

// identify reads the identification header, or names what another codec's is.
func (in *inspection) identify(head []byte) (err error) {
	for magic, name := range map[string]string{
		"\x01vorbis": "Vorbis", "\x7fFLAC": "FLAC", "Speex   ": "Speex", "\x80theora": "Theora video", "fishead\x00": "Ogg Skeleton", "\x80kate": "Kate", "PCM     ": "PCM",
	} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return foreign("This Ogg file holds %s; only Opus is taken. Convert it, to WAV for example.", name)
		}
	}
	if !bytes.HasPrefix(head, []byte("OpusHead")) {
		return foreign("This Ogg file does not hold Opus. Convert it, to WAV for example.")
	}
	if in.header, err = parseHead(head); err != nil {
		return foreign("The Opus in this Ogg file is of a kind that is not taken (%s). Bring it in mono or stereo.", err)
	}
	return nil
}

// packets counts the packets that end on the page, and returns their length.
func (in *inspection) packets(p page) (samples int64) {
	body := p.body
	skip := p.flags&flagContinued != 0 && !in.partial
	if p.flags&flagContinued == 0 {
		in.open, in.partial = in.open[:0], false
	}
	for _, l := range p.lacing {
		part := body[:l]
		body = body[l:]
		if room := 2 - len(in.open); room > 0 {
			in.open = append(in.open, part[:min(room, len(part))]...)
		}
		in.partial = l == 255
		if in.partial {
			continue
		}
		if !skip {
			samples += in.complete()
		}
		skip, in.open = false, in.open[:0]
	}
	in.sound += samples
	return samples
}

// complete counts a packet; the first two are headers.
func (in *inspection) complete() int64 {
	const headers = 2
	if in.packet++; in.packet <= headers {
		return 0
	}
	n := int64(Samples(in.open))
	if n == 0 {
		in.bad++
	}
	return n
}

// position checks the page's place on the time line (RFC 7845 section 4).
func (in *inspection) position(p page, samples int64) error {
	const none = -1
	switch {
	case samples == 0 || p.granule == none:
		return nil
	case p.granule < in.granule:
		return broken("The positions in the Ogg file go back.")
	case !in.begun && p.granule-samples > latestBegin:
		return broken("The Ogg file was cut out of a longer one and still has its positions. A copy made by ffmpeg with -c copy begins at 0.")
	}
	in.begun, in.granule = true, p.granule
	return nil
}

func (in *inspection) facts() (Facts, error) {
	f := Facts{
		Samples: in.granule - int64(in.header.PreSkip),
		Whole:   in.last.flags&flagLast != 0 && in.ends == in.pages.offset,
	}
	switch {
	case in.count == 0:
		return Facts{}, broken("There is no whole page in the Ogg file.")
	case f.Samples <= 0 || in.sound == 0:
		return Facts{}, broken("There is no sound in the Ogg file.")
	case in.granule-in.sound > in.sound+mostMissing:
		return Facts{}, broken("Most of the time that the Ogg file claims has no sound in it: it is damaged.")
	case in.last.granule != in.granule:
		return Facts{}, broken("The end of the Ogg file is damaged: its last page has no sound.")
	}
	return f, nil
}

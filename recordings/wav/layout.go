package wav

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"practice/problem"
	"practice/recordings"
)

// The formats of samples in WAV files (RFC 2361) that are taken.
const (
	floatPCM   = 3
	extensible = 0xfffe
)

const (
	leastRate, mostRate = 8_000, 96_000
	// mostChunks bounds the chunks before the sound.
	mostChunks = 1000
	// wavExtensibleSize is the length of the format chunk that names its format
	// in a GUID.
	extensibleSize = 40
)

// pcmGUID is the end of the GUIDs of formats that have a number, the number
// standing before it.
const pcmGUID = "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"

// Layout says where the samples of a WAV file are, and how they are written.
type Layout struct {
	Rate     int
	channels int
	bits     int
	float    bool
	// begin is where the samples begin, size their length in bytes: whole frames
	// that are there.
	begin int64
	size  int64
	// Torn: the file says that it is longer, or never said how long it is.
	Torn bool
}

// frame is the length of one sample of every channel in bytes.
func (l Layout) frame() int64 { return int64(l.channels * l.bits / 8) }

// Frames is the number of samples of each channel.
func (l Layout) Frames() int64 { return l.size / l.frame() }

// Is reports whether a file that begins like this is a WAV file, of any kind.
func Is(head []byte) bool {
	return len(head) >= 12 && (string(head[:4]) == "RIFF" || string(head[:4]) == "RF64" || string(head[:4]) == "BW64") && string(head[8:12]) == "WAVE"
}

// ReadLayout reads the layout of a file of so many bytes. No size that the file
// states is believed: what is not there is not read.
func ReadLayout(r io.ReaderAt, length int64) (Layout, error) {
	var head [12]byte
	if _, err := r.ReadAt(head[:], 0); err != nil || !Is(head[:]) {
		return Layout{}, problem.Explain(recordings.ErrForeign, "This is not a WAV file.")
	}
	if form := string(head[:4]); form != "RIFF" {
		return Layout{}, problem.Explain(recordings.ErrForeign, "This is a WAV file for more than 4 GiB (%s), which is not taken. Save it as a plain WAV.", form)
	}
	w := &walk{r: r, length: length, unfinished: binary.LittleEndian.Uint32(head[4:]) == 0}
	at := int64(len(head))
	for range mostChunks {
		next, done, err := w.chunk(at)
		if err != nil {
			return Layout{}, err
		}
		if done {
			return w.layout, nil
		}
		at = next
	}
	return Layout{}, problem.Explain(recordings.ErrBroken, "The WAV file has more than %d parts before its sound.", mostChunks)
}

// walk goes from chunk to chunk.
type walk struct {
	r      io.ReaderAt
	length int64
	// unfinished: the file was never closed by who wrote it.
	unfinished bool
	layout     Layout
}

// chunk reads the chunk at an offset, and reports whether it is the sound.
func (w *walk) chunk(at int64) (next int64, done bool, err error) {
	var head [8]byte
	if _, err := w.r.ReadAt(head[:], at); err != nil {
		if !errors.Is(err, io.EOF) {
			return 0, false, fmt.Errorf("read a WAV file: %w", err)
		}
		return 0, false, problem.Explain(recordings.ErrBroken, "There is no sound in the WAV file.")
	}
	at += int64(len(head))
	size := int64(binary.LittleEndian.Uint32(head[4:]))
	switch string(head[:4]) {
	case "fmt ":
		err = w.format(at, size)
	case "data":
		return 0, true, w.data(at, size)
	}
	return at + size + size%2, false, err
}

// format reads the format chunk.
func (w *walk) format(at, size int64) error {
	if w.layout.Rate != 0 {
		return problem.Explain(recordings.ErrBroken, "The WAV file states its format twice.")
	}
	var f [extensibleSize]byte
	n := min(size, extensibleSize)
	if size < 16 || at+size > w.length {
		return problem.Explain(recordings.ErrBroken, "The format of the WAV file is cut off.")
	}
	if _, err := w.r.ReadAt(f[:n], at); err != nil {
		return fmt.Errorf("read a WAV file: %w", err)
	}
	number := binary.LittleEndian.Uint16(f[:])
	if number == extensible {
		if n < extensibleSize || string(f[26:40]) != pcmGUID {
			return problem.Explain(recordings.ErrForeign, "The samples of this WAV file are in a format without a name. Save it as 16-bit PCM.")
		}
		number = binary.LittleEndian.Uint16(f[24:])
	}
	if number != linearPCM && number != floatPCM {
		return problem.Explain(recordings.ErrForeign, "The samples of this WAV file are %s; PCM is taken. Save it as 16-bit PCM.", nameOf(number))
	}
	w.layout = Layout{
		channels: int(binary.LittleEndian.Uint16(f[2:])), Rate: int(binary.LittleEndian.Uint32(f[4:])),
		bits: int(binary.LittleEndian.Uint16(f[14:])), float: number == floatPCM,
	}
	return w.layout.check(int64(binary.LittleEndian.Uint32(f[8:])), int64(binary.LittleEndian.Uint16(f[12:])))
}

// check refuses what can't be decoded rightly.
func (l Layout) check(byteRate, blockAlign int64) error {
	plain := l.bits == 8 || l.bits == 16 || l.bits == 24 || l.bits == 32
	switch {
	case l.float && l.bits != 32:
		return problem.Explain(recordings.ErrForeign, "The samples of this WAV file are %d-bit floating point; 32 bits are taken. Save it as 16-bit PCM.", l.bits)
	case !plain:
		return problem.Explain(recordings.ErrForeign, "The samples of this WAV file have %d bits; 8, 16, 24 and 32 are taken. Save it as 16-bit PCM.", l.bits)
	case l.channels < 1 || l.channels > 2:
		return problem.Explain(recordings.ErrForeign, "This WAV file has %d channels; mono and stereo are taken.", l.channels)
	case l.Rate < leastRate || l.Rate > mostRate:
		return problem.Explain(recordings.ErrForeign, "This WAV file has %d samples a second; %d to %d are taken.", l.Rate, leastRate, mostRate)
	case blockAlign != l.frame() || byteRate != l.frame()*int64(l.Rate):
		return problem.Explain(recordings.ErrBroken, "The format of the WAV file contradicts itself: %d channels of %d bits at %d Hz can't have %d bytes a sample and %d a second.",
			l.channels, l.bits, l.Rate, blockAlign, byteRate)
	}
	return nil
}

// data finds how much sound is there: a recorder that crashed leaves a size of
// 0, or more than it came to write.
func (w *walk) data(at, size int64) error {
	l := &w.layout
	if l.Rate == 0 {
		return problem.Explain(recordings.ErrBroken, "The WAV file does not state its format before its sound.")
	}
	there := max(w.length-at, 0)
	l.Torn = size > there || size == 0 && w.unfinished
	if l.Torn {
		size = there
	}
	l.begin, l.size = at, size-size%l.frame()
	if l.size == 0 {
		return problem.Explain(recordings.ErrBroken, "There is no sound in the WAV file.")
	}
	return nil
}

// Mend writes the true sizes, and cuts off what is no whole frame.
func (l Layout) Mend(file *os.File) error {
	const riffSizeAt, riffSizeCounts = 4, 8
	end := l.begin + l.size + l.size%2
	var size [4]byte
	binary.LittleEndian.PutUint32(size[:], uint32(l.size))
	_, err := file.WriteAt(size[:], l.begin-int64(len(size)))
	binary.LittleEndian.PutUint32(size[:], uint32(end-riffSizeCounts))
	_, err2 := file.WriteAt(size[:], riffSizeAt)
	return errors.Join(err, err2, file.Truncate(end))
}

// nameOf names the formats of samples that people meet (RFC 2361).
func nameOf(number uint16) string {
	switch number {
	case 0x02, 0x11:
		return "ADPCM"
	case 0x06:
		return "A-law"
	case 0x07:
		return "µ-law"
	case 0x31:
		return "GSM 6.10"
	case 0x50, 0x55:
		return "MPEG audio (MP3)"
	case 0x160, 0x161, 0x162, 0x163:
		return "Windows Media"
	case 0xff, 0x1600, 0x1610:
		return "AAC"
	}
	return fmt.Sprintf("in format 0x%04x", number)
}

// plainHeader is a header of nothing but format and size, for the decoder: it
// trusts what it reads, and reads lists into memory.
func (l Layout) plainHeader() []byte {
	number := uint16(linearPCM)
	if l.float {
		number = floatPCM
	}
	var b bytes.Buffer
	b.WriteString("RIFF")
	put := func(v any) { _ = binary.Write(&b, binary.LittleEndian, v) } // a buffer takes everything
	put(uint32(headerSize - 8 + l.size))
	b.WriteString("WAVEfmt ")
	put(uint32(16))
	put([]uint16{number, uint16(l.channels)})
	put([]uint32{uint32(l.Rate), uint32(int64(l.Rate) * l.frame())})
	put([]uint16{uint16(l.frame()), uint16(l.bits)})
	b.WriteString("data")
	put(uint32(l.size))
	return b.Bytes()
}

package recordings

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"time"

	"github.com/go-audio/wav"
)

// The formats of a WAV file that are understood (Microsoft and IBM, Multimedia
// Programming Interface, 1991; WAVE_FORMAT_EXTENSIBLE, 2001).
const (
	formatPCM        = 1
	formatFloat      = 3
	formatExtensible = 0xfffe
)

// wavFacts are what a WAV file says of itself, checked against what is there.
type wavFacts struct {
	format, channels, rate, bits int
	// data is where the samples are, size how many bytes.
	data, size int64
	// torn: the file says of itself more than it holds.
	torn bool
}

func (f wavFacts) frame() int64 { return int64(f.channels * f.bits / 8) }

func (f wavFacts) frames() int64 { return f.size / f.frame() }

// length rounds down to the millisecond, as clips are measured.
func (f wavFacts) length() time.Duration {
	return time.Duration(f.frames()*1000/int64(f.rate)) * time.Millisecond
}

// inspectWAV reads the layout of a WAV file of this size, before any library
// trusts it. It fails with [ErrImport] for what can't be kept.
func inspectWAV(file io.ReaderAt, size int64) (wavFacts, error) {
	var head [12]byte
	if _, err := file.ReadAt(head[:], 0); err != nil || string(head[:4]) != "RIFF" || string(head[8:]) != "WAVE" {
		return wavFacts{}, fmt.Errorf("%w: it does not begin as a WAV file", ErrImport)
	}
	var f wavFacts
	// Each chunk is at least 8 bytes long, so this ends.
	for at := int64(12); at+8 <= size; {
		var chunk [8]byte
		if _, err := file.ReadAt(chunk[:], at); err != nil {
			return wavFacts{}, fmt.Errorf("read the WAV file at %d: %w", at, err)
		}
		at += 8
		length := int64(binary.LittleEndian.Uint32(chunk[4:]))
		switch string(chunk[:4]) {
		case "fmt ":
			if err := f.readFormat(file, at, min(length, size-at)); err != nil {
				return wavFacts{}, err
			}
		case "data":
			if f.rate == 0 {
				return wavFacts{}, fmt.Errorf("%w: its sound comes before its format", ErrImport)
			}
			f.torn = length > size-at || int64(binary.LittleEndian.Uint32(head[4:]))+8 > size
			f.data, f.size = at, min(length, size-at)
			f.size -= f.size % f.frame()
			return f, f.check()
		}
		at += length + length%2
	}
	return wavFacts{}, fmt.Errorf("%w: the WAV file has no sound in it", ErrImport)
}

func (f *wavFacts) readFormat(file io.ReaderAt, at, length int64) error {
	var b [26]byte
	if length < 16 {
		return fmt.Errorf("%w: its format chunk has %d bytes, not 16 and more", ErrImport, length)
	}
	if _, err := file.ReadAt(b[:min(length, int64(len(b)))], at); err != nil {
		return fmt.Errorf("read the WAV file at %d: %w", at, err)
	}
	f.format, f.channels = int(binary.LittleEndian.Uint16(b[:])), int(binary.LittleEndian.Uint16(b[2:]))
	f.bits = int(binary.LittleEndian.Uint16(b[14:]))
	rate, perSecond, align := binary.LittleEndian.Uint32(b[4:]), binary.LittleEndian.Uint32(b[8:]), int64(binary.LittleEndian.Uint16(b[12:]))
	if f.format == formatExtensible && length >= 26 {
		f.format = int(binary.LittleEndian.Uint16(b[24:])) // how the subformat begins
	}
	whole := f.format == formatPCM && (f.bits == 8 || f.bits == 16 || f.bits == 24 || f.bits == 32)
	switch {
	case !whole && (f.format != formatFloat || f.bits != 32):
		return fmt.Errorf("%w: its samples are %d bits of format %d; PCM of 8, 16, 24 or 32 bits and 32-bit float are read", ErrImport, f.bits, f.format)
	case f.channels != 1 && f.channels != 2:
		return fmt.Errorf("%w: it has %d channels; mono and stereo are read", ErrImport, f.channels)
	case rate < 8000 || rate > 96000:
		return fmt.Errorf("%w: its sample rate is %d; 8000 to 96000 are read", ErrImport, rate)
	case align != f.frame() || int64(perSecond) != int64(rate)*align:
		return fmt.Errorf("%w: its format chunk contradicts itself: %d bytes a frame, %d a second", ErrImport, align, perSecond)
	}
	f.rate = int(rate)
	return nil
}

func (f *wavFacts) check() error {
	switch {
	case f.frames() == 0:
		return fmt.Errorf("%w: the WAV file has no sound in it", ErrImport)
	case f.length() > MaxImportLength:
		return fmt.Errorf("%w: it lasts %v, longer than %v", ErrTooMuch, f.length().Round(time.Second), MaxImportLength)
	case f.length() == 0:
		return fmt.Errorf("%w: it is shorter than a millisecond", ErrImport)
	}
	return nil
}

// mendWAV corrects the sizes in a file that says more than it holds, as a
// recorder leaves it that crashed, and cuts off what is no whole frame.
func (f wavFacts) mendWAV(file *os.File) error {
	if !f.torn {
		return nil
	}
	end := f.data + f.size
	if err := file.Truncate(end); err != nil {
		return fmt.Errorf("mend the WAV file: %w", err)
	}
	for at, size := range map[int64]int64{4: end - 8, f.data - 4: f.size} {
		if _, err := file.WriteAt(binary.LittleEndian.AppendUint32(nil, uint32(size)), at); err != nil {
			return fmt.Errorf("mend the WAV file: %w", err)
		}
	}
	return nil
}

// readWAV gives the sound of a WAV file that was inspected to sink, mono as
// 16 bits at the file's own rate.
func readWAV(file io.ReadSeeker, f wavFacts, sink func(pcm []int16) error) error {
	decoder := wav.NewDecoder(file)
	if err := decoder.FwdToPCM(); err != nil {
		return fmt.Errorf("read the WAV file: %w", err)
	}
	frame := int(f.frame())
	raw := make([]byte, f.rate*frame) // a second
	pcm := make([]int16, 0, f.rate)
	for left := f.size; left > 0; {
		n := min(int64(len(raw)), left)
		if _, err := io.ReadFull(decoder.PCMChunk.R, raw[:n]); err != nil {
			return fmt.Errorf("read the WAV file: %w", err)
		}
		left -= n
		pcm = pcm[:0]
		for at := 0; at < int(n); at += frame {
			sum := 0.0
			for c := range f.channels {
				sum += f.sample(raw[at+c*f.bits/8:])
			}
			pcm = append(pcm, int16(max(min(math.Round(sum/float64(f.channels)*32768), math.MaxInt16), math.MinInt16)))
		}
		if err := sink(pcm); err != nil {
			return err
		}
	}
	return nil
}

// sample reads one sample, from -1 to 1.
func (f wavFacts) sample(b []byte) float64 {
	switch {
	case f.format == formatFloat:
		if v := float64(math.Float32frombits(binary.LittleEndian.Uint32(b))); !math.IsNaN(v) {
			return v
		}
		return 0
	case f.bits == 8:
		return float64(int(b[0])-128) / 128
	case f.bits == 16:
		return float64(int16(binary.LittleEndian.Uint16(b))) / (1 << 15)
	case f.bits == 24:
		return float64(int32(uint32(b[0])<<8|uint32(b[1])<<16|uint32(b[2])<<24)>>8) / (1 << 23)
	}
	return float64(int32(binary.LittleEndian.Uint32(b))) / (1 << 31)
}

package bring_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"practice/recordings"
)

// riff builds a WAV file of chunks.
func riff(chunks ...[]byte) []byte {
	return chunk("RIFF", append([]byte("WAVE"), bytes.Join(chunks, nil)...))
}

func chunk(id string, data []byte) []byte {
	return claim(id, uint32(len(data)), data)
}

// claim is a chunk that may say another length than it has.
func claim(id string, size uint32, data []byte) []byte {
	return append(binary.LittleEndian.AppendUint32([]byte(id), size), data...)
}

func format(number, channels uint16, rate uint32, bits uint16) []byte {
	align := channels * (bits / 8)
	return formatOf(number, channels, rate, rate*uint32(align), align, bits)
}

func formatOf(number, channels uint16, rate, byteRate uint32, align, bits uint16) []byte {
	var b bytes.Buffer
	for _, v := range []any{number, channels, rate, byteRate, align, bits} {
		_ = binary.Write(&b, binary.LittleEndian, v)
	}
	return chunk("fmt ", b.Bytes())
}

// extensible is a format by GUID.
func extensible(number uint16, guid string) []byte {
	f := formatOf(0xfffe, 1, 48000, 96000, 2, 16)[8:]
	f = append(f, 22, 0, 16, 0, 4, 0, 0, 0)
	f = binary.LittleEndian.AppendUint16(f, number)
	return chunk("fmt ", append(f, guid...))
}

func TestWAVFilesAreLookedOverBeforeTheyAreRead(t *testing.T) {
	sound := chunk("data", make([]byte, 9600))
	plain := format(1, 1, 48000, 16)
	many := bytes.Repeat(chunk("junk", nil), 1001)
	for name, c := range map[string]struct {
		data  []byte
		kind  error
		words string
	}{
		"plain":                        {riff(plain, sound), nil, ""},
		"extensible":                   {riff(extensible(1, pcmGUID), sound), nil, ""},
		"a list of 4 GiB before":       {riff(plain, claim("LIST", 0xffffffff, []byte("INFO"))), recordings.ErrBroken, "no sound"},
		"a list before":                {riff(chunk("LIST", []byte("INFOICMT\x08\x00\x00\xf0abcd")), plain, sound), nil, ""},
		"an odd chunk before":          {riff(append(chunk("junk", []byte("abc")), 0), plain, sound), nil, ""},
		"a sound that says 4 GiB":      {riff(plain, claim("data", 0xffffffff, make([]byte, 9601))), nil, ""},
		"sound of size 0, then a list": {riff(plain, chunk("data", nil), chunk("LIST", []byte("INFO"))), recordings.ErrBroken, "no sound"},
		"half a frame":                 {riff(plain, chunk("data", []byte{1})), recordings.ErrBroken, "no sound"},
		"no sound":                     {riff(plain), recordings.ErrBroken, "no sound"},
		"no format":                    {riff(sound), recordings.ErrBroken, "does not state its format"},
		"two formats":                  {riff(plain, plain, sound), recordings.ErrBroken, "twice"},
		"a format of 2 bytes":          {riff(chunk("fmt ", []byte{1, 0}), sound), recordings.ErrBroken, "cut off"},
		"a format beyond the end":      {riff(claim("fmt ", 4000, plain[8:])), recordings.ErrBroken, "cut off"},
		"1001 chunks":                  {riff(many, plain, sound), recordings.ErrBroken, "1000 parts"},
		"ADPCM":                        {riff(format(2, 1, 48000, 16), sound), recordings.ErrForeign, "ADPCM"},
		"A-law":                        {riff(format(6, 1, 8000, 8), sound), recordings.ErrForeign, "A-law"},
		"µ-law by GUID":                {riff(extensible(7, pcmGUID), sound), recordings.ErrForeign, "µ-law"},
		"an unknown GUID":              {riff(extensible(1, oddGUID), sound), recordings.ErrForeign, "without a name"},
		"MP3 in WAV":                   {riff(format(0x55, 1, 48000, 16), sound), recordings.ErrForeign, "MP3"},
		"format 0x1234":                {riff(format(0x1234, 1, 48000, 16), sound), recordings.ErrForeign, "0x1234"},
		"64-bit floats":                {riff(format(3, 1, 48000, 64), sound), recordings.ErrForeign, "64-bit"},
		"12 bits":                      {riff(formatOf(1, 1, 48000, 96000, 2, 12), sound), recordings.ErrForeign, "12 bits"},
		"no bits":                      {riff(format(1, 1, 48000, 0), sound), recordings.ErrForeign, "0 bits"},
		"6 channels":                   {riff(format(1, 6, 48000, 16), sound), recordings.ErrForeign, "6 channels"},
		"no channels":                  {riff(format(1, 0, 48000, 16), sound), recordings.ErrForeign, "0 channels"},
		"192 kHz":                      {riff(format(1, 1, 192000, 16), sound), recordings.ErrForeign, "192000"},
		"rate 0":                       {riff(format(1, 1, 0, 16), sound), recordings.ErrForeign, "0 samples a second"},
		"a wrong block":                {riff(formatOf(1, 1, 48000, 96000, 4, 16), sound), recordings.ErrBroken, "contradicts"},
		"a wrong byte rate":            {riff(formatOf(1, 1, 48000, 95999, 2, 16), sound), recordings.ErrBroken, "contradicts"},
		"RF64":                         {append([]byte("RF64\xff\xff\xff\xffWAVE"), sound...), recordings.ErrForeign, "RF64"},
		"RIFX":                         {append([]byte("RIFX\x00\x00\x00\x00WAVE"), sound...), recordings.ErrForeign, "RIFX"},
		"AVI":                          {append([]byte("RIFF\x00\x00\x00\x00AVI "), sound...), recordings.ErrForeign, "not a WAV"},
		"only RIFF":                    {[]byte("RIFF"), recordings.ErrForeign, "RIFF"},
		"nothing":                      {nil, recordings.ErrBroken, "empty"},
		"text":                         {[]byte("Hello, this is a text."), recordings.ErrForeign, "neither"},
		"FLAC":                         {[]byte("fLaC\x00\x00\x00\x22 and so on"), recordings.ErrForeign, "FLAC"},
		"MP3":                          {[]byte("ID3\x04\x00 and so on"), recordings.ErrForeign, "MP3"},
		"M4A":                          {[]byte("\x00\x00\x00\x20ftypM4A and so on"), recordings.ErrForeign, "M4A"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newImportBench(t)
			wantImport(t, b, c.data, c.kind, c.words)
		})
	}
}

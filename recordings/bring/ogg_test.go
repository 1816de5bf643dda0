package bring_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"practice/recordings"
	"practice/recordings/ogg"
)

// oggFile writes a stream of seconds of silence.
func oggFile(t *testing.T, serial uint32, seconds int) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := ogg.NewWriter(&file, ogg.Header{Channels: 1, PreSkip: 312}, serial)
	if err != nil {
		t.Fatal(err)
	}
	for range seconds * 50 {
		packet, _ := ogg.AppendSilence(nil, 960)
		if err := w.WritePacket(packet); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Close(w.Granule()); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// pagesOf cuts a file into its pages.
func pagesOf(data []byte) [][]byte {
	var pages [][]byte
	for len(data) > 0 {
		size := 27 + int(data[26])
		for _, l := range data[27 : 27+int(data[26])] {
			size += int(l)
		}
		pages = append(pages, bytes.Clone(data[:size]))
		data = data[size:]
	}
	return pages
}

// placed moves a page to another granule position.
func placed(page []byte, granule int64) []byte {
	binary.LittleEndian.PutUint64(page[6:], uint64(granule))
	return resealed(page)
}

// resealed gives a page the checksum of its content (RFC 3533 section 6).
func resealed(page []byte) []byte {
	copy(page[22:], []byte{0, 0, 0, 0})
	var crc uint32
	for _, b := range page {
		crc ^= uint32(b) << 24
		for range 8 {
			if crc&0x80000000 != 0 {
				crc = crc<<1 ^ 0x04c11db7
			} else {
				crc <<= 1
			}
		}
	}
	binary.LittleEndian.PutUint32(page[22:], crc)
	return page
}

func head(t *testing.T, body string) []byte {
	t.Helper()
	page := append([]byte("OggS\x00\x02"), make([]byte, 20)...)
	page = append(append(page, 1, byte(len(body))), body...)
	return resealed(page)
}

func TestOggFilesAreLookedOverBeforeTheyAreRead(t *testing.T) {
	whole := oggFile(t, 1, 5)
	pages := func(change func(p [][]byte) [][]byte) []byte {
		return bytes.Join(change(pagesOf(whole)), nil)
	}
	for name, c := range map[string]struct {
		data  []byte
		kind  error
		words string
	}{
		"whole":           {whole, nil, ""},
		"without its end": {whole[:len(whole)-1], nil, ""},
		"a hole":          {pages(func(p [][]byte) [][]byte { p[3][40] ^= 1; return p }), nil, ""},
		"chained":         {append(bytes.Clone(whole), oggFile(t, 2, 1)...), recordings.ErrForeign, "one behind the other"},
		"side by side":    {pages(func(p [][]byte) [][]byte { return append([][]byte{p[0], pagesOf(oggFile(t, 2, 1))[0]}, p[1:]...) }), recordings.ErrForeign, "side by side"},
		"a foreign page": {pages(func(p [][]byte) [][]byte {
			return append(p[:4], append([][]byte{pagesOf(oggFile(t, 2, 1))[2]}, p[4:]...)...)
		}), recordings.ErrForeign, "several streams"},
		"Vorbis":            {head(t, "\x01vorbis\x00\x00\x00\x00"), recordings.ErrForeign, "Vorbis"},
		"FLAC":              {head(t, "\x7fFLAC\x01\x00"), recordings.ErrForeign, "FLAC"},
		"Speex":             {head(t, "Speex   1.2"), recordings.ErrForeign, "Speex"},
		"unknown":           {head(t, "whatever"), recordings.ErrForeign, "not hold Opus"},
		"six channels":      {head(t, "OpusHead\x01\x06\x38\x01\x80\xbb\x00\x00\x00\x00\x01"), recordings.ErrForeign, "6 channels"},
		"only a header":     {pages(func(p [][]byte) [][]byte { return p[:1] }), recordings.ErrBroken, "no sound"},
		"only headers":      {pages(func(p [][]byte) [][]byte { return p[:2] }), recordings.ErrBroken, "no sound"},
		"OggS and no more":  {[]byte("OggS"), recordings.ErrBroken, "no whole page"},
		"its end first":     {pages(func(p [][]byte) [][]byte { return append(p, p[4]) }), recordings.ErrBroken, "behind its own end"},
		"positions go back": {pages(func(p [][]byte) [][]byte { p[4] = placed(p[4], 100); return p }), recordings.ErrBroken, "go back"},
		"starts at an hour": {pages(func(p [][]byte) [][]byte {
			for i := range p[2:] {
				p[2+i] = placed(p[2+i], int64(3600+i+1)*48000)
			}
			return p
		}), recordings.ErrBroken, "cut out of a longer one"},
		"claims 3 hours":      {pages(func(p [][]byte) [][]byte { p[6] = placed(p[6], 3*3600*48000); return p }), recordings.ErrBroken, "no sound in it"},
		"claims an aeon":      {pages(func(p [][]byte) [][]byte { p[6] = placed(p[6], math.MaxInt64); return p }), recordings.ErrBroken, "no sound in it"},
		"OggS for ever":       {append(bytes.Clone(whole), bytes.Repeat([]byte("OggS\x00\x00"), 2000)...), recordings.ErrBroken, "1000 places"},
		"packets of no sound": {pages(func(p [][]byte) [][]byte { return append(p[:2], emptyPackets(p[2], 2000)...) }), recordings.ErrBroken, "not Opus"},
	} {
		t.Run(name, func(t *testing.T) {
			wantImport(t, newImportBench(t), c.data, c.kind, c.words)
		})
	}
}

// emptyPackets are pages of packets without a byte.
func emptyPackets(like []byte, count int) [][]byte {
	var pages [][]byte
	for sequence := uint32(2); count > 0; sequence++ {
		n := min(count, 255)
		page := append(bytes.Clone(like[:26]), byte(n))
		binary.LittleEndian.PutUint32(page[18:], sequence)
		pages = append(pages, resealed(append(page, make([]byte, n)...)))
		count -= n
	}
	return pages
}

// manyComments claims more comments than there is room for.
func manyComments(opus []byte) []byte {
	p := pagesOf(opus)
	at := bytes.Index(p[1], []byte("OpusTags")) + 8 + 4 + len("Practice")
	binary.LittleEndian.PutUint32(p[1][at:], 0xffffffff)
	resealed(p[1])
	return bytes.Join(p, nil)
}

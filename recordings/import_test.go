package recordings_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/internal/hearing"
	"practice/recordings"
	"practice/recordings/memory"
	"practice/recordings/ogg"
)

// importBench is an importer in front of an archive.
type importBench struct {
	*archiveBench
	importer *recordings.Importer
}

func newImportBench(t *testing.T) *importBench {
	t.Helper()
	blobs, _ := newFolder(t)
	b := &importBench{archiveBench: newBench(t, blobs)}
	b.importer = recordings.NewImporter(recordings.ImporterConfig{
		Spool: b.spool, Store: b.store, Finished: b.archive.Keep, Log: slog.New(slog.DiscardHandler), Clock: time.Now,
	})
	t.Cleanup(func() { _ = b.importer.Close(context.Background()) })
	return b
}

func (b *importBench) bring(r io.Reader) (recordings.Clip, error) {
	b.t.Helper()
	return b.importer.Import(b.t.Context(), recordings.Clip{ID: "old", OwnerID: "ada", Title: "Old", CreatedAt: time.Now()}, r)
}

// wantNothing expects that a refused file left nothing anywhere.
func (b *importBench) wantNothing() {
	b.t.Helper()
	if ids := b.spooled(); len(ids) != 0 {
		b.t.Errorf("the spool has %v, want nothing", ids)
	}
	if _, err := b.store.Clip(b.t.Context(), "old"); !errors.Is(err, recordings.ErrNotFound) {
		b.t.Errorf("the clip's row: got error %v, want %v", err, recordings.ErrNotFound)
	}
}

func (b *importBench) object(clip recordings.Clip, object string) []byte {
	b.t.Helper()
	data, err := b.read(clip, object)
	if err != nil {
		b.t.Fatalf("read %s: %v", object, err)
	}
	return data
}

// converted makes a file of speech by ffmpeg.
func converted(t *testing.T, source, name string, args ...string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	args = append(append([]string{"-loglevel", "error", "-y", "-i", source}, args...), path)
	if out, err := exec.Command("ffmpeg", args...).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg %v: %v\n%s", args, err, out)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// likeness is the correlation of a file's content with what was spoken.
func likeness(t *testing.T, name string, data []byte, spoken string) float64 {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	heard, err := hearing.Decode(path)
	if err != nil {
		t.Fatal(err)
	}
	said, err := hearing.Decode(spoken)
	if err != nil {
		t.Fatal(err)
	}
	return hearing.Compare(heard, said).Peak
}

const brought = "A hash table maps keys to buckets. When two keys meet in one bucket, they are chained or probed."

// Every kind that is taken is kept to the byte, drawn, and told of as complete.
func TestRecordingsBroughtAreKeptAsTheyCame(t *testing.T) {
	spoken := hearing.Speak(t, brought)
	for _, c := range []struct {
		name, file string
		args       []string
		object     string
		rate       int32
	}{
		{"16 bits", "a.wav", []string{"-c:a", "pcm_s16le"}, recordings.AudioWAV, 48000},
		{"8 bits", "a.wav", []string{"-c:a", "pcm_u8", "-ar", "22050"}, recordings.AudioWAV, 22050},
		{"24 bits stereo", "a.wav", []string{"-c:a", "pcm_s24le", "-ac", "2", "-ar", "44100"}, recordings.AudioWAV, 44100},
		{"32 bits", "a.wav", []string{"-c:a", "pcm_s32le", "-ar", "96000"}, recordings.AudioWAV, 96000},
		{"float", "a.wav", []string{"-c:a", "pcm_f32le", "-ar", "8000"}, recordings.AudioWAV, 8000},
		{"Opus", "a.opus", []string{"-c:a", "libopus"}, recordings.AudioOgg, 48000},
		{"Opus stereo", "a.opus", []string{"-c:a", "libopus", "-ac", "2"}, recordings.AudioOgg, 48000},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newImportBench(t)
			data := converted(t, spoken, c.file, c.args...)
			clip, err := b.bring(bytes.NewReader(data))
			if err != nil {
				t.Fatalf("Import: %v", err)
			}
			if clip.State != recordings.Storing || clip.Original != c.object || clip.Format != recordings.ImportFormat || clip.SessionID != "" {
				t.Errorf("got %+v, want it storing %s", clip, c.object)
			}
			clip = b.awaitReady("old")
			if got := b.object(clip, c.object); !bytes.Equal(got, data) {
				t.Errorf("%s has %d bytes that differ from the %d brought", c.object, len(got), len(data))
			}
			sum := sha256.Sum256(data)
			want := recordings.Receipt{
				Expected: clip.Duration, Stored: clip.Duration, Checksum: "sha256:" + hex.EncodeToString(sum[:]), Size: int64(len(data)),
				Store: clip.Receipt.Store, VerifiedAt: clip.Receipt.VerifiedAt,
			}
			if diff := cmp.Diff(want, *clip.Receipt); diff != "" || clip.Receipt.Verdict() != "complete" {
				t.Errorf("receipt %s (-want +got):\n%s", clip.Receipt.Verdict(), diff)
			}
			wantDrawn(t, clip, b.object(clip, recordings.WaveformDat), c.rate)
			wantLengthOf(t, clip, spoken)
			if got := likeness(t, "a.wav", b.object(clip, recordings.AudioWAV), spoken); got < 0.9 {
				t.Errorf("audio.wav: correlation with what was spoken %.3f, want at least 0.9", got)
			}
			if c.object == recordings.AudioWAV {
				if _, err := b.archive.Open(t.Context(), clip, recordings.AudioOgg); !errors.Is(err, recordings.ErrNotFound) {
					t.Errorf("open audio.ogg: got error %v, want %v", err, recordings.ErrNotFound)
				}
			}
			if n, err := b.archive.Delete(t.Context(), clip); err != nil || n < 3 {
				t.Errorf("delete: %d objects, %v", n, err)
			}
		})
	}
}

func wantDrawn(t *testing.T, clip recordings.Clip, dat []byte, rate int32) {
	t.Helper()
	var header struct {
		Version, Flags, Rate, PerPixel, Length, Channels int32
	}
	if err := binary.Read(bytes.NewReader(dat), binary.LittleEndian, &header); err != nil {
		t.Fatal(err)
	}
	drawn := time.Duration(header.Length) * time.Duration(header.PerPixel) * time.Second / time.Duration(header.Rate)
	if header.Rate != rate || (drawn-clip.Duration).Abs() > 20*time.Millisecond {
		t.Errorf("waveform.dat: got %+v of %v, want rate %d and %v", header, drawn, rate, clip.Duration)
	}
	loudest := byte(0)
	for _, p := range clip.Peaks {
		loudest = max(loudest, p)
	}
	if len(clip.Peaks) != recordings.PeakCount || loudest < 50 {
		t.Errorf("got %d peaks, the highest %d, want %d with speech in them", len(clip.Peaks), loudest, recordings.PeakCount)
	}
}

func wantLengthOf(t *testing.T, clip recordings.Clip, spoken string) {
	t.Helper()
	said, err := hearing.Decode(spoken)
	if err != nil {
		t.Fatal(err)
	}
	want := time.Duration(len(said)) * time.Second / hearing.Rate
	if (clip.Duration - want).Abs() > 25*time.Millisecond {
		t.Errorf("duration: got %v, want %v", clip.Duration, want)
	}
}

// The drawing of every width of sample is the same as that of the plain one.
func TestEveryWidthIsDrawnAlike(t *testing.T) {
	spoken := hearing.Speak(t, brought)
	var want []byte
	for _, codec := range []string{"pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_u8"} {
		b := newImportBench(t)
		if _, err := b.bring(bytes.NewReader(converted(t, spoken, "a.wav", "-c:a", codec))); err != nil {
			t.Fatalf("%s: %v", codec, err)
		}
		got := b.awaitReady("old").Peaks
		if want == nil {
			want = got
		}
		for i := range want {
			if math.Abs(float64(got[i])-float64(want[i])) > 3 {
				t.Errorf("%s: peak %d is %d, want about %d", codec, i, got[i], want[i])
				break
			}
		}
	}
}

// What was cut off is kept as far as it is there, and gets an end.
func TestCutOffRecordingsGetAnEnd(t *testing.T) {
	spoken := hearing.Speak(t, brought)
	wav := converted(t, spoken, "a.wav", "-c:a", "pcm_s16le", "-bitexact")
	opus := converted(t, spoken, "a.opus", "-c:a", "libopus")
	never := bytes.Clone(wav)
	copy(never[4:], []byte{0, 0, 0, 0})
	copy(never[40:], []byte{0, 0, 0, 0})
	for name, data := range map[string][]byte{
		"audio.wav": wav[:len(wav)-5001], "unfinished audio.wav": never,
		"audio.ogg": opus[:len(opus)-501], "audio.ogg with a tail": append(bytes.Clone(opus), "TAG something"...),
	} {
		t.Run(name, func(t *testing.T) {
			b := newImportBench(t)
			if _, err := b.bring(bytes.NewReader(data)); err != nil {
				t.Fatalf("Import: %v", err)
			}
			clip := b.awaitReady("old")
			kept := b.object(clip, clip.Original)
			path := filepath.Join(t.TempDir(), clip.Original)
			if err := os.WriteFile(path, kept, 0o600); err != nil {
				t.Fatal(err)
			}
			if clip.Original == recordings.AudioOgg {
				hearing.Info(t, path)
			} else if out, err := exec.Command("sox", path, "-n", "stat").CombinedOutput(); err != nil || strings.Contains(string(out), "WARN") {
				t.Errorf("sox: %v\n%s", err, out)
			}
			if got := likeness(t, clip.Original, kept, spoken); got < 0.9 {
				t.Errorf("correlation with what was spoken: %.3f, want at least 0.9", got)
			}
		})
	}
}

// riff builds a WAV file of chunks.
func riff(chunks ...[]byte) []byte {
	body := bytes.Join(chunks, nil)
	return append(chunk("RIFF", append([]byte("WAVE"), body...)), []byte{}...)
}

func chunk(id string, data []byte) []byte {
	return append(binary.LittleEndian.AppendUint32([]byte(id), uint32(len(data))), data...)
}

// claim is a chunk that says that it is longer.
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

const (
	pcmGUID = "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"
	oddGUID = "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e"
)

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

// wantImport brings a file and expects a clip, or a refusal in words.
func wantImport(t *testing.T, b *importBench, data []byte, kind error, words string) {
	t.Helper()
	_, err := b.bring(bytes.NewReader(data))
	if kind == nil {
		if err != nil {
			t.Fatalf("Import: %v, want a clip", err)
		}
		b.awaitReady("old")
		return
	}
	refusal, ok := errors.AsType[*recordings.Refusal](err)
	if !ok || !errors.Is(err, kind) || !strings.Contains(refusal.Words, words) || !strings.HasSuffix(refusal.Words, ".") {
		t.Errorf("got error %v, want one that is %q and says %q", err, kind, words)
	}
	b.wantNothing()
}

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

// A hostile file costs no more than is stated, and neither does a large one.
func TestTakingInCostsLittleMemory(t *testing.T) {
	plain := format(1, 2, 48000, 16)
	large := func(r io.Reader) io.Reader {
		return io.MultiReader(bytes.NewReader(riff(plain, claim("data", 0xfffffff0, nil))), io.LimitReader(r, 64<<20))
	}
	opus := oggFile(t, 1, 2)
	for name, open := range map[string]func() io.Reader{
		"a large WAV":           func() io.Reader { return large(zeros{}) },
		"a list of 4 GiB":       func() io.Reader { return bytes.NewReader(riff(claim("LIST", 0xffffffff, make([]byte, 2000)), plain)) },
		"a sampler of 4 GiB":    func() io.Reader { return bytes.NewReader(riff(claim("smpl", 0xffffffff, make([]byte, 2000)), plain)) },
		"a format of 4 GiB":     func() io.Reader { return bytes.NewReader(riff(claim("fmt ", 0xffffffff, plain[8:]))) },
		"a sound of 4 GiB":      func() io.Reader { return bytes.NewReader(riff(plain, claim("data", 0xffffffff, make([]byte, 2000)))) },
		"comments of 4 billion": func() io.Reader { return bytes.NewReader(manyComments(opus)) },
		"OggS for ever": func() io.Reader {
			return io.MultiReader(bytes.NewReader(opus), io.LimitReader(&repeat{b: []byte("OggS\x00\x00")}, 32<<20))
		},
		"O for ever": func() io.Reader {
			return io.MultiReader(bytes.NewReader(opus), io.LimitReader(&repeat{b: []byte("O")}, 32<<20))
		},
		"pages of nothing": func() io.Reader {
			return io.MultiReader(bytes.NewReader(opus[:len(opus)-1]), bytes.NewReader(bytes.Join(emptyPackets(pagesOf(opus)[2], 200_000), nil)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newImportBench(t)
			// What is made of it is another's work.
			b.importer = recordings.NewImporter(recordings.ImporterConfig{
				Spool: b.spool, Store: b.store, Finished: func(context.Context, string) {}, Log: slog.New(slog.DiscardHandler), Clock: time.Now,
			})
			r := open()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := b.bring(r)
			runtime.ReadMemStats(&after)
			// What was allocated in all is more than what was held at once.
			if got := after.TotalAlloc - before.TotalAlloc; got > recordings.MaxImportMemory {
				t.Errorf("taking it in allocated %d KiB, want at most %d", got>>10, recordings.MaxImportMemory>>10)
			} else {
				t.Logf("%d KiB allocated; %v", got>>10, err)
			}
		})
	}
}

// manyComments claims more comments than there is room for.
func manyComments(opus []byte) []byte {
	p := pagesOf(opus)
	at := bytes.Index(p[1], []byte("OpusTags")) + 8 + 4 + len("Practice")
	binary.LittleEndian.PutUint32(p[1][at:], 0xffffffff)
	resealed(p[1])
	return bytes.Join(p, nil)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

type repeat struct {
	b  []byte
	at int
}

func (r *repeat) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = r.b[r.at%len(r.b)]
		r.at++
	}
	return len(p), nil
}

func TestTooMuchIsRefusedAndLeavesNothing(t *testing.T) {
	for name, r := range map[string]io.Reader{
		"512 MiB": io.MultiReader(bytes.NewReader(riff(format(1, 2, 96000, 32), claim("data", 0xfffffff0, nil))), zeros{}),
		"4 hours": io.MultiReader(bytes.NewReader(riff(format(1, 1, 8000, 8), claim("data", 0xfffffff0, nil))), io.LimitReader(zeros{}, 4*3600*8000+1)),
	} {
		t.Run(name, func(t *testing.T) {
			b := newImportBench(t)
			_, err := b.bring(r)
			if !errors.Is(err, recordings.ErrTooLarge) {
				t.Errorf("got error %v, want %v", err, recordings.ErrTooLarge)
			}
			b.wantNothing()
		})
	}
}

func TestAnUploadThatBreaksOffLeavesNothing(t *testing.T) {
	b := newImportBench(t)
	torn := errors.New("the wire was cut")
	_, err := b.bring(io.MultiReader(bytes.NewReader(oggFile(t, 1, 2)), iotest.ErrReader(torn)))
	if !errors.Is(err, torn) {
		t.Errorf("got error %v, want %v", err, torn)
	}
	b.wantNothing()
}

// A server that dies while a file arrives removes it at its next start; a whole
// one is kept.
func TestWhatADeadServerHadNotReceivedIsRemoved(t *testing.T) {
	b := newImportBench(t)
	if err := recordings.LeaveUpload(b.spool, "torn", []byte("OggS")); err != nil {
		t.Fatal(err)
	}
	b.record("recorded", oggFile(t, 1, 1), time.Second)
	if err := b.importer.Recover(t.Context()); err != nil {
		t.Fatalf("Recover: %v", err)
	}
	if diff := cmp.Diff([]string{"recorded"}, b.spooled()); diff != "" {
		t.Errorf("the spool (-want +got):\n%s", diff)
	}
}

func TestNothingIsTakenWithoutRoom(t *testing.T) {
	b := newImportBench(t)
	b.importer = recordings.NewImporter(recordings.ImporterConfig{
		Spool: b.spool, Store: b.store, Finished: b.archive.Keep, DiskFloor: math.MaxInt64 / 4, Log: slog.New(slog.DiscardHandler), Clock: time.Now,
	})
	if _, err := b.bring(bytes.NewReader(oggFile(t, 1, 1))); !errors.Is(err, recordings.ErrDiskFull) {
		t.Errorf("got error %v, want %v", err, recordings.ErrDiskFull)
	}
	b.wantNothing()
}

// A page's copy is not fitted into what no page recorded.
func TestNothingIsAddedToARecordingBroughtAlong(t *testing.T) {
	b := newImportBench(t)
	data := oggFile(t, 1, 2)
	if _, err := b.bring(bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	b.awaitReady("old")
	if err := b.archive.Backfill(t.Context(), "old", 0, data); !errors.Is(err, recordings.ErrNotWanted) {
		t.Errorf("got error %v, want %v", err, recordings.ErrNotWanted)
	}
}

func FuzzWAV(f *testing.F) {
	f.Add(riff(format(1, 1, 48000, 16), chunk("data", make([]byte, 100))))
	f.Add(riff(extensible(1, pcmGUID), claim("data", 0xffffffff, make([]byte, 101))))
	f.Add(riff(claim("LIST", 0xffffffff, []byte("INFO")), format(3, 2, 8000, 32), chunk("data", make([]byte, 64))))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WAVE" {
			data = append([]byte("RIFF\x00\x00\x00\x00WAVE"), data...)
		}
		fuzzImport(t, data)
	})
}

func FuzzOggImport(f *testing.F) {
	var file bytes.Buffer
	w, err := ogg.NewWriter(&file, ogg.Header{Channels: 1, PreSkip: 312}, 1)
	if err != nil {
		f.Fatal(err)
	}
	for range 60 {
		packet, _ := ogg.AppendSilence(nil, 960)
		if err := w.WritePacket(packet); err != nil {
			f.Fatal(err)
		}
	}
	if _, err := w.Close(w.Granule()); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes(), uint16(6), byte(0))
	f.Add(file.Bytes()[:file.Len()-3], uint16(100), byte(255))
	f.Fuzz(func(t *testing.T, data []byte, at uint16, value byte) {
		// Checksums keep a fuzzer out: pages that are whole get true ones.
		if data = bytes.Clone(data); len(data) > 0 {
			data[int(at)%len(data)] = value
		}
		reseal(data)
		fuzzImport(t, data)
	})
}

func reseal(data []byte) {
	for at := 0; at+27 <= len(data); {
		if string(data[at:at+4]) != "OggS" || at+27+int(data[at+26]) > len(data) {
			at++
			continue
		}
		size := 27 + int(data[at+26])
		for _, l := range data[at+27 : at+size] {
			size += int(l)
		}
		if at+size > len(data) {
			return
		}
		resealed(data[at : at+size])
		at += size
	}
}

// fuzzImport expects of any bytes a refusal in words or a recording whose
// length, file and drawing agree.
func fuzzImport(t *testing.T, data []byte) {
	spool, err := recordings.OpenSpool(filepath.Join(t.TempDir(), "spool"))
	if err != nil {
		t.Fatal(err)
	}
	defer spool.Close()
	store := &memory.Store{}
	importer := recordings.NewImporter(recordings.ImporterConfig{
		Spool: spool, Store: store, Finished: func(context.Context, string) {}, Log: slog.New(slog.DiscardHandler), Clock: time.Now,
	})
	clip, err := importer.Import(t.Context(), recordings.Clip{ID: "x", CreatedAt: time.Now()}, bytes.NewReader(data))
	if err != nil {
		if refusal, ok := errors.AsType[*recordings.Refusal](err); !ok || refusal.Words == "" {
			t.Fatalf("got error %v, want a refusal in words", err)
		}
		return
	}
	if clip.Duration < 0 || clip.Duration > recordings.MaxImportDuration {
		t.Fatalf("got a clip of %v", clip.Duration)
	}
	samples, err := recordings.DrawSpooled(spool, clip)
	if err != nil {
		t.Fatalf("the clip can't be drawn: %v", err)
	}
	if got := time.Duration(samples) * time.Second / 50; got > clip.Duration+time.Second || got < clip.Duration-time.Second {
		t.Fatalf("%v were drawn of a clip of %v", got, clip.Duration)
	}
	file, err := spool.Open("x", clip.Original)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	again, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	same, err := importer.Import(t.Context(), recordings.Clip{ID: "y", CreatedAt: time.Now()}, bytes.NewReader(again))
	if err != nil || same.Duration != clip.Duration {
		t.Fatalf("brought again: %v of %v, want %v", err, same.Duration, clip.Duration)
	}
}

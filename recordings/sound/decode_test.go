package sound

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"practice/internal/hearing"
	"practice/recordings"
	"practice/recordings/ogg"
)

const spoken = "A load balancer spreads requests over servers. It checks their health, and takes a server out when it does not answer."

// speech makes a WAV file of a spoken text, mono at 48 kHz.
func speech(t testing.TB) string {
	t.Helper()
	raw, path := filepath.Join(t.TempDir(), "raw.wav"), filepath.Join(t.TempDir(), "speech.wav")
	runTool(t, "espeak-ng", "-w", raw, spoken)
	runTool(t, "ffmpeg", "-v", "error", "-i", raw, "-ac", "1", "-ar", "48000", path)
	return path
}

// encoded makes an Ogg Opus file with libopus.
func encoded(t testing.TB, wav string, options ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), recordings.AudioOgg)
	runTool(t, "opusenc", append(append([]string{"--quiet"}, options...), wav, path)...)
	return path
}

func runTool(t testing.TB, program string, args ...string) {
	t.Helper()
	if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", program, err, out)
	}
}

func decoded(t *testing.T, path string) []int16 {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var pcm []int16
	damaged, err := Decode(bytes.NewReader(data), func(part []int16) error {
		pcm = append(pcm, part...)
		return nil
	})
	if err != nil || damaged != 0 {
		t.Fatalf("decode: %d damaged, error %v", damaged, err)
	}
	return pcm
}

// signalToNoise compares two signals of one length, in dB.
func signalToNoise(want, got []int16) float64 {
	var signal, noise float64
	for i := range want {
		difference := float64(want[i]) - float64(got[i])
		signal += float64(want[i]) * float64(want[i])
		noise += difference * difference
	}
	return 10 * math.Log10(signal/max(noise, 1e-9))
}

func TestDecodingSoundsAndLastsAsWithOtherDecoders(t *testing.T) {
	wav := speech(t)
	for _, options := range [][]string{
		{"--bitrate", "12"},
		{"--bitrate", "28", "--framesize", "20"},
		{"--bitrate", "28", "--framesize", "60"},
		{"--bitrate", "64", "--framesize", "10"},
		{"--bitrate", "128", "--framesize", "2.5"},
	} {
		t.Run(fmt.Sprint(options), func(t *testing.T) {
			path := encoded(t, wav, options...)
			got := decoded(t, path)
			for name, want := range map[string][]int16{
				"opusdec": hearing.SamplesBy(t, "opusdec", "--quiet", "--rate", "48000", "--no-dither", path, "-"),
				"ffmpeg":  hearing.SamplesBy(t, "ffmpeg", "-v", "error", "-c:a", "libopus", "-i", path, "-f", "s16le", "-ac", "1", "-ar", "48000", "-"),
			} {
				if len(got) != len(want) {
					t.Errorf("%s: got %d samples, want %d", name, len(got), len(want))
				}
				n := min(len(got), len(want))
				snr := signalToNoise(want[:n], got[:n])
				t.Logf("%s: %d samples, %.1f dB", name, n, snr)
				if snr < 40 {
					t.Errorf("%s: the difference is only %.1f dB below the sound", name, snr)
				}
			}
		})
	}
}

func TestPausesOfTheSenderKeepTheirLengthAndAreQuiet(t *testing.T) {
	pause := filepath.Join(t.TempDir(), "pause.wav")
	runTool(t, "ffmpeg", "-v", "error", "-i", speech(t), "-af", "adelay=2000,apad=pad_dur=3", pause)
	const setDTX, on = "4016", "1" // OPUS_SET_DTX
	path := encoded(t, pause, "--bitrate", "24", "--speech", "--set-ctl-int", setDTX+"="+on)
	if tiny := packetsUpTo(t, path, 2); tiny < 50 {
		t.Fatalf("only %d packets are pauses; the test needs more", tiny)
	}
	got := decoded(t, path)
	want := hearing.SamplesBy(t, "opusdec", "--quiet", "--rate", "48000", "--no-dither", path, "-")
	if len(got) != len(want) {
		t.Fatalf("got %d samples, want opusdec's %d", len(got), len(want))
	}
	if snr := signalToNoise(want, got); snr < 20 {
		t.Errorf("the difference from opusdec is only %.1f dB below the sound", snr)
	}
	const quiet = 200
	for i, sample := range got[len(got)-2*recordings.SampleRate:] {
		if sample > quiet || sample < -quiet {
			t.Fatalf("sample %d of the pause at the end: got %d, want silence", i, sample)
		}
	}
}

// packetsUpTo counts the packets of at most size bytes.
func packetsUpTo(t *testing.T, path string, size int) int {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	stream, err := ogg.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for {
		packet, err := stream.Next()
		if err != nil {
			return count
		}
		if len(packet) <= size {
			count++
		}
	}
}

func TestDecodingEndsWhereTheLastGranuleSays(t *testing.T) {
	silence, samples := ogg.AppendSilence(nil, 960)
	for _, c := range []struct {
		name    string
		preSkip int
		packets int
		end     int64
		want    int
	}{
		{"to the sample", 312, 10, 312 + 9001, 9001},
		{"inside the pre-skip", 3840, 2, 1000, 0},
		{"a single sample", 312, 1, 313, 1},
		{"all of it", 312, 50, 50 * 960, 50*960 - 312},
	} {
		var file bytes.Buffer
		w, err := ogg.NewWriter(&file, ogg.Header{Channels: 1, PreSkip: c.preSkip}, 1)
		if err != nil {
			t.Fatal(err)
		}
		for range c.packets {
			if err := w.WritePacket(silence); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.Close(c.end); err != nil {
			t.Fatal(err)
		}
		got := 0
		if _, err := Decode(&file, func(pcm []int16) error { got += len(pcm); return nil }); err != nil || got != c.want {
			t.Errorf("%s: %d packets of %d ending at %d: got %d samples, %v, want %d", c.name, c.packets, samples, c.end, got, err, c.want)
		}
	}
}

func TestWhatIsNoOggOpusIsRefused(t *testing.T) {
	for name, data := range map[string]string{"nothing": "", "text": "this is not a recording", "a page cut off": "OggS\x00\x02"} {
		_, err := Decode(strings.NewReader(data), func([]int16) error { return nil })
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestADamagedPageIsSilenceOfItsLength(t *testing.T) {
	path := encoded(t, speech(t), "--bitrate", "28")
	want := decoded(t, path)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 0xff
	got := 0
	if _, err := Decode(bytes.NewReader(data), func(pcm []int16) error { got += len(pcm); return nil }); err != nil || got != len(want) {
		t.Errorf("got %d samples, %v, want %d", got, err, len(want))
	}
}

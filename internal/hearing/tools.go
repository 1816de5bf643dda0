package hearing

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Rate is the rate of decoded sound here, in samples per second: enough for
// speech, and 0.06 ms a sample.
const Rate = 16000

// Speak makes a mono WAV file at 48 kHz of the text spoken by espeak-ng.
func Speak(t testing.TB, text string) string {
	t.Helper()
	folder := t.TempDir()
	raw, wav := filepath.Join(folder, "raw.wav"), filepath.Join(folder, "spoken.wav")
	for _, command := range [][]string{
		{"espeak-ng", "-v", "en-us", "-s", "160", "-w", raw, text},
		{"ffmpeg", "-loglevel", "error", "-y", "-i", raw, "-ar", "48000", "-ac", "1", "-c:a", "pcm_s16le", wav},
	} {
		if _, err := run(command...); err != nil {
			t.Fatal(err)
		}
	}
	return wav
}

// Tone makes a mono WAV file at 48 kHz of a tone that never stops.
func Tone(t testing.TB, length time.Duration) string {
	t.Helper()
	wav := filepath.Join(t.TempDir(), "tone.wav")
	source := fmt.Sprintf("sine=frequency=440:sample_rate=48000:duration=%f", length.Seconds())
	if _, err := run("ffmpeg", "-loglevel", "error", "-y", "-f", "lavfi", "-i", source, "-c:a", "pcm_s16le", wav); err != nil {
		t.Fatal(err)
	}
	return wav
}

// Encode makes an Ogg Opus file of a WAV file with opusenc, as a browser would
// encode a microphone: 20 ms packets at 32 kb/s.
func Encode(t testing.TB, wav string) string {
	t.Helper()
	return encode(t, wav, "--bitrate", "32", "--framesize", "20")
}

// EncodeCall makes an Ogg Opus file of a WAV file as browsers set the encoder up
// for a call, at so many kb/s: with the means for speech alone (SILK), with those
// for music (CELT), or with both (hybrid), as the rate allows.
func EncodeCall(t testing.TB, wav string, rate int) string {
	t.Helper()
	opus := filepath.Join(t.TempDir(), "call.opus")
	if _, err := run("ffmpeg", "-loglevel", "error", "-y", "-i", wav, "-c:a", "libopus", "-application", "voip", "-fec", "1", "-b:a", fmt.Sprintf("%dk", rate), opus); err != nil {
		t.Fatal(err)
	}
	return opus
}

// Pause makes a WAV file of another one with digital silence behind it.
func Pause(t testing.TB, wav string, length time.Duration) string {
	t.Helper()
	paused := filepath.Join(t.TempDir(), "paused.wav")
	if _, err := run("ffmpeg", "-loglevel", "error", "-y", "-i", wav, "-af", fmt.Sprintf("apad=pad_dur=%f", length.Seconds()), paused); err != nil {
		t.Fatal(err)
	}
	return paused
}

// EncodeCopy makes an Ogg Opus file of a WAV file as a page keeps its copy: packets
// of 10 ms by WebCodecs, or of 60 by a MediaRecorder, at 40 kb/s.
func EncodeCopy(t testing.TB, wav string, packet time.Duration) string {
	t.Helper()
	return encode(t, wav, "--bitrate", "40", "--framesize", strconv.FormatInt(packet.Milliseconds(), 10))
}

func encode(t testing.TB, wav string, options ...string) string {
	t.Helper()
	opus := filepath.Join(t.TempDir(), "encoded.opus")
	if _, err := run(slices.Concat([]string{"opusenc", "--quiet"}, options, []string{wav, opus})...); err != nil {
		t.Fatal(err)
	}
	return opus
}

// Decode returns the sound of a file, mono at [Rate], decoded by opusdec for
// Ogg and by ffmpeg for the rest.
func Decode(path string) ([]float64, error) {
	source := path
	if strings.HasSuffix(path, ".ogg") || strings.HasSuffix(path, ".opus") {
		source = path + ".decoded.wav"
		if _, err := run("opusdec", "--quiet", "--rate", "48000", "--force-wav", path, source); err != nil {
			return nil, err
		}
	}
	pcm, err := run("ffmpeg", "-loglevel", "error", "-i", source, "-ac", "1", "-ar", fmt.Sprint(Rate), "-f", "f32le", "-")
	if err != nil {
		return nil, err
	}
	sound := make([]float64, len(pcm)/4)
	for i := range sound {
		sound[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(pcm[4*i:])))
	}
	return sound, nil
}

// Info returns what opusinfo says of a file; it fails the test when that is a
// warning or an error.
func Info(t testing.TB, path string) string {
	t.Helper()
	out, err := exec.Command("opusinfo", path).CombinedOutput()
	if err != nil || bytes.Contains(out, []byte("WARNING")) || bytes.Contains(out, []byte("ERROR")) {
		t.Errorf("opusinfo %s: %v\n%s", path, err, out)
	}
	return string(out)
}

var packages = map[string]string{ //nolint:gochecknoglobals // a constant that the language can't write as one
	"espeak-ng": "espeak-ng", "ffmpeg": "ffmpeg", "opusenc": "opus-tools", "opusdec": "opus-tools",
}

// run returns the standard output of a program that must be there.
func run(command ...string) ([]byte, error) {
	if _, err := exec.LookPath(command[0]); err != nil {
		return nil, fmt.Errorf("%s is missing; install the Debian package %s, or run: make tools", command[0], packages[command[0]])
	}
	var out, complaints bytes.Buffer
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s: %w: %s", strings.Join(command, " "), err, complaints.String())
	}
	return out.Bytes(), nil
}

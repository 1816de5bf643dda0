package web_test

import (
	"encoding/binary"
	"net/http"
	"strings"
	"testing"
	"time"

	"practice/recordings"
)

// aWAV is a second of silence: 16 bits, mono, 8 kHz.
func aWAV() string {
	b := []byte("RIFF....WAVEfmt ")
	b = binary.LittleEndian.AppendUint32(b, 16)
	for _, v := range []uint16{1, 1} {
		b = binary.LittleEndian.AppendUint16(b, v)
	}
	b = binary.LittleEndian.AppendUint32(b, 8000)
	b = binary.LittleEndian.AppendUint32(b, 16000)
	for _, v := range []uint16{2, 16} {
		b = binary.LittleEndian.AppendUint16(b, v)
	}
	b = append(b, "data"...)
	b = binary.LittleEndian.AppendUint32(b, 16000)
	b = append(b, make([]byte, 16000)...)
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	return string(b)
}

type brought struct {
	ID, Title, State, Kind, Format string
	DurationMS                     int64     `json:"duration_ms"`
	CreatedAt                      time.Time `json:"created_at"`
	Question                       struct{ Prompt string }
	Receipt                        *struct{ Verdict, Checksum string }
	Links                          struct {
		AudioOgg string `json:"audio_ogg"`
		AudioWAV string `json:"audio_wav"`
		Waveform string
	}
}

func TestAnOldRecordingIsBroughtAlong(t *testing.T) {
	w := newWorld(t)
	ada, _ := w.signedIn("Ada")
	for name, c := range map[string]struct{ media, content string }{
		"wav": {"audio/wav", aWAV()},
		"ogg": {"audio/ogg", silentOgg(t, 50)},
	} {
		a := ada.want(http.StatusCreated, "POST", "/api/v1/clips?title=Old+"+name+"&prompt=Why%3F&recorded_at=2025-01-02T03:04:05Z", c.content, "Content-Type", c.media)
		clip := in[brought](t, a)
		if a.Header.Get("Location") != "/api/v1/clips/"+clip.ID || clip.Title != "Old "+name || clip.Kind != "solo" || clip.Format != "Brought along" || clip.Question.Prompt != "Why?" ||
			!clip.CreatedAt.Equal(time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC)) {
			t.Errorf("%s: got %+v at %s", name, clip, a.Header.Get("Location"))
		}
		deadline := time.Now().Add(10 * time.Second)
		for clip.State != "ready" {
			if time.Now().After(deadline) {
				t.Fatalf("%s: still %s", name, clip.State)
			}
			clip = in[brought](t, ada.want(http.StatusOK, "GET", "/api/v1/clips/"+clip.ID, ""))
		}
		if clip.Receipt.Verdict != "complete" || clip.DurationMS < 990 || clip.DurationMS > 1000 {
			t.Errorf("%s: %s of %d ms", name, clip.Receipt.Verdict, clip.DurationMS)
		}
		ada.want(http.StatusOK, "GET", clip.Links.Waveform, "")
		got := ada.want(http.StatusOK, "GET", clip.Links.AudioWAV, "").body
		if name == "wav" && string(got) != c.content {
			t.Errorf("the WAV file came back changed: %d bytes of %d", len(got), len(c.content))
		}
		if name == "wav" {
			p := wantProblem(t, ada.want(http.StatusNotFound, "GET", "/api/v1/clips/"+clip.ID+"/audio.ogg", ""))
			if clip.Links.AudioOgg != "" || !strings.Contains(p.Detail, "WAV") {
				t.Errorf("the Ogg of a WAV: link %q, %q", clip.Links.AudioOgg, p.Detail)
			}
		} else if string(ada.want(http.StatusOK, "GET", clip.Links.AudioOgg, "").body) != c.content {
			t.Error("the Ogg file came back changed")
		}
		bob, _ := w.signedIn("Bob")
		bob.want(http.StatusNotFound, "GET", clip.Links.AudioWAV, "")
	}
}

func TestWhatIsNotTakenAlongSaysWhy(t *testing.T) {
	w := newWorld(t)
	ada, _ := w.signedIn("Ada")
	for _, c := range []struct {
		path, media, content string
		want                 int
		words                string
	}{
		{"?title=Old", "audio/mpeg", "ID3", http.StatusUnsupportedMediaType, "audio/mpeg"},
		{"?title=Old", "audio/wav", "ID3 and more", http.StatusUnprocessableEntity, "neither a WAV nor an Ogg file"},
		{"?title=Old", "audio/wav", aWAV()[:44], http.StatusUnprocessableEntity, "no sound"},
		{"", "audio/wav", aWAV(), http.StatusUnprocessableEntity, "Title"},
		{"?title=Old&recorded_at=yesterday", "audio/wav", aWAV(), http.StatusUnprocessableEntity, "yesterday"},
	} {
		p := wantProblem(t, ada.want(c.want, "POST", "/api/v1/clips"+c.path, c.content, "Content-Type", c.media))
		if !strings.Contains(p.Detail, c.words) {
			t.Errorf("%s %s: got %q, want %q in it", c.path, c.media, p.Detail, c.words)
		}
	}
	clips := in[struct{ Clips []brought }](t, ada.want(http.StatusOK, "GET", "/api/v1/clips", ""))
	if len(clips.Clips) != 0 {
		t.Errorf("the library holds %+v, want nothing of what was refused", clips.Clips)
	}
	if recordings.MaxImportSize != 512<<20 {
		t.Errorf("the README states 512 MiB; the limit is %d", recordings.MaxImportSize)
	}
}

package web_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/recordings"
	"practice/recordings/ogg"
	"practice/web"
	"practice/web/api"
)

// oldWAV is a second of a WAV file in the format with this number.
func oldWAV(number uint16) string {
	var b bytes.Buffer
	b.WriteString("RIFF")
	for _, v := range []any{
		uint32(36 + 16000), []byte("WAVEfmt "), uint32(16), number, uint16(1), uint32(8000), uint32(16000), uint16(2), uint16(16),
		[]byte("data"), uint32(16000), make([]byte, 16000),
	} {
		_ = binary.Write(&b, binary.LittleEndian, v)
	}
	return b.String()
}

// oldOgg is a second of Ogg Opus.
func oldOgg(t *testing.T) string {
	t.Helper()
	var file bytes.Buffer
	w, err := ogg.NewWriter(&file, ogg.Header{Channels: 1, PreSkip: 312}, 7)
	if err != nil {
		t.Fatal(err)
	}
	for range 51 {
		packet, _ := ogg.AppendSilence(nil, 960)
		if err := w.WritePacket(packet); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Close(48312); err != nil {
		t.Fatal(err)
	}
	return file.String()
}

type importedClip struct {
	ID, Title, State, Kind, Format, Origin string
	SessionID                              string    `json:"session_id"`
	DurationMS                             int64     `json:"duration_ms"`
	CreatedAt                              time.Time `json:"created_at"`
	Question                               struct{ Prompt string }
	Links                                  struct {
		AudioOgg string `json:"audio_ogg"`
		AudioWAV string `json:"audio_wav"`
	}
	Receipt *struct {
		ExpectedMS int64 `json:"expected_ms"`
		StoredMS   int64 `json:"stored_ms"`
		Size       int64
		Verdict    string
	}
}

// awaitStored asks for the clip until it is ready.
func (b *browser) awaitStored(id string) importedClip {
	b.w.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for ; ; <-tick.C {
		clip := in[importedClip](b.w.t, b.want(http.StatusOK, "GET", "/api/v1/clips/"+id, ""))
		if clip.State == string(recordings.Ready) {
			return clip
		}
		if time.Now().After(deadline) {
			b.w.t.Fatalf("clip %s is still %s", id, clip.State)
		}
	}
}

func TestBringingARecording(t *testing.T) {
	w := newWorld(t)
	ada, _ := w.signedIn("Ada")
	bob, _ := w.signedIn("Bob")
	carol, _ := w.signedIn("Carol")
	for name, c := range map[string]struct {
		who     *browser
		file    string
		mime    string
		object  string
		isFound map[string]int
	}{
		"WAV":               {ada, oldWAV(1), "audio/wav", "audio.wav", map[string]int{"audio.wav": 200, "audio.ogg": 404, "waveform.dat": 200}},
		"Ogg":               {ada, oldOgg(t), "application/ogg", "audio.ogg", map[string]int{"audio.wav": 200, "audio.ogg": 200, "waveform.dat": 200}},
		"Ogg that says WAV": {ada, oldOgg(t), "audio/x-wav; codecs=1", "audio.ogg", map[string]int{"audio.ogg": 200}},
		"another's WAV":     {carol, oldWAV(1), "audio/vnd.wave", "audio.wav", map[string]int{"audio.wav": 200}},
	} {
		t.Run(name, func(t *testing.T) {
			query := "?" + url.Values{"title": {" Mock  interview\n"}, "prompt": {"Why B-trees?"}, "recorded_at": {"2024-05-01T18:30:00+02:00"}}.Encode()
			a := c.who.want(http.StatusCreated, "POST", "/api/v1/clips"+query, c.file, "Content-Type", c.mime)
			made := in[importedClip](t, a)
			if got, want := a.Header.Get("Location"), "/api/v1/clips/"+made.ID; got != want || made.State != "storing" {
				t.Errorf("got location %q and state %q, want %q and storing", got, made.State, want)
			}
			got := c.who.awaitStored(made.ID)
			want := importedClip{
				ID: made.ID, Title: "Mock interview", State: "ready", Kind: "solo", Origin: "imported", DurationMS: 1000,
				CreatedAt: time.Date(2024, 5, 1, 16, 30, 0, 0, time.UTC),
			}
			want.Question.Prompt = "Why B-trees?"
			want.Links.AudioWAV = "/api/v1/clips/" + made.ID + "/audio.wav"
			if c.object == "audio.ogg" {
				want.Links.AudioOgg = "/api/v1/clips/" + made.ID + "/audio.ogg"
			}
			want.Receipt = got.Receipt
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("clip (-want +got):\n%s", diff)
			}
			if r := got.Receipt; r.ExpectedMS != 1000 || r.StoredMS != 1000 || r.Size != int64(len(c.file)) || r.Verdict != "complete" {
				t.Errorf("receipt: got %+v, want a complete second of %d bytes", r, len(c.file))
			}
			for object, status := range c.isFound {
				a := c.who.want(status, "GET", "/api/v1/clips/"+made.ID+"/"+object, "")
				if object == c.object && string(a.body) != c.file {
					t.Errorf("%s has %d bytes that differ from the %d brought", object, len(a.body), len(c.file))
				}
				if status == http.StatusNotFound && !strings.Contains(wantProblem(t, a).Detail, "audio.wav") {
					t.Errorf("%s: got %s, want words that name audio.wav", object, a.body)
				}
			}
			bob.want(http.StatusNotFound, "GET", "/api/v1/clips/"+made.ID, "")
			listed := in[struct{ Clips []importedClip }](t, c.who.want(http.StatusOK, "GET", "/api/v1/clips", ""))
			if len(listed.Clips) != 1 || listed.Clips[0].ID != made.ID {
				t.Errorf("library: got %+v, want the clip alone", listed.Clips)
			}
			c.who.want(http.StatusOK, "DELETE", "/api/v1/clips/"+made.ID, "")
			c.who.want(http.StatusNotFound, "GET", "/api/v1/clips/"+made.ID, "")
		})
	}
}

func TestRecordingsThatAreNotTaken(t *testing.T) {
	w := newWorld(t)
	ada, _ := w.signedIn("Ada")
	for name, c := range map[string]struct {
		query, file, mime string
		status            int
		words             string
	}{
		"no title":         {"", oldWAV(1), "audio/wav", 422, "title is empty"},
		"a long title":     {"?title=" + strings.Repeat("x", 201), oldWAV(1), "audio/wav", 422, "201 characters"},
		"a long prompt":    {"?title=a&prompt=" + strings.Repeat("x", 2001), oldWAV(1), "audio/wav", 422, "2001 characters"},
		"yesterday":        {"?title=a&recorded_at=yesterday", oldWAV(1), "audio/wav", 422, "instant"},
		"the future":       {"?title=a&recorded_at=2999-01-01T00:00:00Z", oldWAV(1), "audio/wav", 422, "future"},
		"1969":             {"?title=a&recorded_at=1969-01-01T00:00:00Z", oldWAV(1), "audio/wav", 422, "1970"},
		"no type":          {"?title=a", oldWAV(1), "", 415, "Content-Type"},
		"JSON":             {"?title=a", "{}", "application/json", 415, "Content-Type"},
		"MP3":              {"?title=a", "ID3\x04 and so on and on", "audio/wav", 415, "MP3"},
		"ADPCM":            {"?title=a", oldWAV(2), "audio/wav", 415, "ADPCM"},
		"an empty file":    {"?title=a", "", "audio/wav", 422, "empty"},
		"a header alone":   {"?title=a", oldWAV(1)[:44], "audio/wav", 422, "no sound"},
		"a page of an Ogg": {"?title=a", oldOgg(t)[:80], "audio/ogg", 422, "no sound"},
	} {
		t.Run(name, func(t *testing.T) {
			a := ada.want(c.status, "POST", "/api/v1/clips"+c.query, c.file, "Content-Type", c.mime)
			if p := wantProblem(t, a); !strings.Contains(strings.ToLower(p.Detail), strings.ToLower(c.words)) {
				t.Errorf("got %q, want words about %q", p.Detail, c.words)
			}
		})
	}
	if got := in[struct{ Clips []any }](t, ada.want(http.StatusOK, "GET", "/api/v1/clips", "")).Clips; len(got) != 0 {
		t.Errorf("the library has %d clips afterwards, want none", len(got))
	}
}

// raw sends the beginning of an upload over a connection of its own.
func (b *browser) raw(length int64, body string) net.Conn {
	b.w.t.Helper()
	u, err := url.Parse(b.w.url)
	b.w.must(err)
	conn, err := net.Dial("tcp", u.Host)
	b.w.must(err)
	b.w.t.Cleanup(func() { _ = conn.Close() })
	cookie := ""
	for _, c := range b.client.Jar.Cookies(u) {
		cookie = c.Name + "=" + c.Value
	}
	_, err = fmt.Fprintf(conn, "POST /api/v1/clips?title=a HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Type: audio/wav\r\nContent-Length: %d\r\n\r\n%s", u.Host, cookie, length, body)
	b.w.must(err)
	return conn
}

// A file that is said to be too large is refused before it is sent.
func TestALargeFileIsRefusedAtOnce(t *testing.T) {
	w := newWorld(t)
	ada, _ := w.signedIn("Ada")
	conn := ada.raw(recordings.MaxImportSize+1, "")
	answer := make([]byte, 4096)
	n, err := conn.Read(answer)
	w.must(err)
	if got := string(answer[:n]); !strings.HasPrefix(got, "HTTP/1.1 413") || !strings.Contains(got, "512 MiB") {
		t.Errorf("got %s, want 413 with the limit in words", got)
	}
}

// watched tells how an import ends.
type watched struct {
	api.Importer
	ended chan error
}

func (i watched) Import(ctx context.Context, clip recordings.Clip, r io.Reader) (recordings.Clip, error) {
	clip, err := i.Importer.Import(ctx, clip, r)
	i.ended <- err
	return clip, err
}

// A connection that breaks leaves no clip and no file.
func TestABrokenUploadLeavesNothing(t *testing.T) {
	imports := make(chan error, 1)
	w := newWorld(t, func(c *web.Config) { c.API.Importer = watched{c.API.Importer, imports} })
	ada, _ := w.signedIn("Ada")
	conn := ada.raw(100_000, oldWAV(1))
	w.must(conn.Close())
	if err := <-imports; err == nil {
		t.Error("the importer took half a file")
	}
	if left, err := os.ReadDir(w.spool); err != nil || len(left) != 0 {
		t.Errorf("the spool has %v (%v), want nothing", left, err)
	}
	if got := in[struct{ Clips []any }](t, ada.want(http.StatusOK, "GET", "/api/v1/clips", "")).Clips; len(got) != 0 {
		t.Errorf("the library has %d clips, want none", len(got))
	}
}

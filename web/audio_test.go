package web_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"practice/recordings"
	"practice/web"
	"practice/web/api"
)

// TestAudioInRanges: what a player and a download ask for.
func TestAudioInRanges(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	w.clip(adaUser, ada.create(solo), "the-clip")
	const path = "/api/v1/clips/the-clip/audio.ogg"
	whole := ada.want(http.StatusOK, "GET", path, "")
	if got, want := string(whole.body), "0123456789 ogg"; got != want {
		t.Errorf("whole: got %q, want %q", got, want)
	}
	etag, modified := whole.Header.Get("Etag"), whole.Header.Get("Last-Modified")
	for _, c := range []struct {
		name, method string
		headers      []string
		status       int
		body, field  string
		value        string
	}{
		{"the middle", "GET", []string{"Range", "bytes=2-4"}, http.StatusPartialContent, "234", "Content-Range", "bytes 2-4/14"},
		{"the end", "GET", []string{"Range", "bytes=-3"}, http.StatusPartialContent, "ogg", "Content-Range", "bytes 11-13/14"},
		{"beyond the end", "GET", []string{"Range", "bytes=99-"}, http.StatusRequestedRangeNotSatisfiable, "", "Content-Range", "bytes */14"},
		{"on another's condition", "GET", []string{"If-Match", `"other"`}, http.StatusPreconditionFailed, "", "Cache-Control", "no-store"},
		{"a range that is none", "GET", []string{"Range", "bytes=4-2"}, http.StatusRequestedRangeNotSatisfiable, "", "Cache-Control", "no-store"},
		{"two ranges", "GET", []string{"Range", "bytes=0-1,4-5"}, http.StatusOK, "0123456789 ogg", "Content-Length", "14"},
		{"as many as fit", "GET", []string{"Range", "bytes=0-0" + strings.Repeat(",0-0", 14_000)}, http.StatusOK, "0123456789 ogg", "Content-Length", "14"},
		{"several, none of them there", "GET", []string{"Range", "bytes=99-,100-"}, http.StatusOK, "0123456789 ogg", "Content-Length", "14"},
		{"the head of a range", "HEAD", []string{"Range", "bytes=2-4"}, http.StatusOK, "", "Content-Length", "14"},
		{"the head", "HEAD", nil, http.StatusOK, "", "Content-Length", "14"},
		{"known by name", "GET", []string{"If-None-Match", etag}, http.StatusNotModified, "", "Etag", etag},
		{"known by another name", "GET", []string{"If-None-Match", `"other"`}, http.StatusOK, "0123456789 ogg", "Etag", etag},
		{"known by date", "GET", []string{"If-Modified-Since", modified}, http.StatusNotModified, "", "Etag", etag},
		{"a range of what is known", "GET", []string{"Range", "bytes=0-0", "If-Range", etag}, http.StatusPartialContent, "0", "Accept-Ranges", "bytes"},
		{"a range of something else", "GET", []string{"Range", "bytes=0-0", "If-Range", `"other"`}, http.StatusOK, "0123456789 ogg", "Accept-Ranges", "bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := ada.want(c.status, c.method, path, "", c.headers...)
			if c.status >= http.StatusBadRequest {
				wantProblem(t, a)
			}
			if c.body != "" && string(a.body) != c.body {
				t.Errorf("body: got %q, want %q", a.body, c.body)
			}
			if got := a.Header.Get(c.field); got == "" || got != c.value {
				t.Errorf("%s: got %q, want %q", c.field, got, c.value)
			}
		})
	}
}

// TestTheWAVIsMadeInRanges: its length is known before it is made, a part is that of
// the whole, and its validator says how it is made.
func TestTheWAVIsMadeInRanges(t *testing.T) {
	w := newWorld(t)
	ada, _ := w.signedIn("Ada")
	made := in[importedClip](t, ada.want(http.StatusCreated, "POST", "/api/v1/clips?title=Old", oldOgg(t), "Content-Type", "audio/ogg"))
	ada.awaitStored(made.ID)
	path := "/api/v1/clips/" + made.ID + "/audio.wav"
	const size = 44 + 2*48000
	whole := ada.want(http.StatusOK, "GET", path, "")
	etag := whole.Header.Get("Etag")
	if len(whole.body) != size || !strings.HasPrefix(string(whole.body), "RIFF") || !strings.HasSuffix(etag, `-audio.wav-1"`) {
		t.Fatalf("whole: got %d bytes, validator %s; want %d", len(whole.body), etag, size)
	}
	for _, c := range []struct {
		name, method string
		headers      []string
		status       int
		begin, end   int
		length       string
	}{
		{"the head", "HEAD", nil, http.StatusOK, 0, 0, "96044"},
		{"the header and a byte", "GET", []string{"Range", "bytes=0-44"}, http.StatusPartialContent, 0, 45, "45"},
		{"half a sample", "GET", []string{"Range", "bytes=50001-50001"}, http.StatusPartialContent, 50001, 50002, "1"},
		{"the end", "GET", []string{"Range", "bytes=-1000"}, http.StatusPartialContent, size - 1000, size, "1000"},
		{"the rest", "GET", []string{"Range", "bytes=40-", "If-Range", etag}, http.StatusPartialContent, 40, size, "96004"},
		{"the rest of another", "GET", []string{"Range", "bytes=40-", "If-Range", strings.Replace(etag, `-1"`, `"`, 1)}, http.StatusOK, 0, size, "96044"},
		{"several", "GET", []string{"Range", "bytes=0-1,5-6"}, http.StatusOK, 0, size, "96044"},
		{"behind the end", "GET", []string{"Range", "bytes=96044-"}, http.StatusRequestedRangeNotSatisfiable, 0, 0, ""},
		{"what is known", "GET", []string{"If-None-Match", etag}, http.StatusNotModified, 0, 0, ""},
	} {
		a := ada.want(c.status, c.method, path, "", c.headers...)
		if c.length != "" && a.Header.Get("Content-Length") != c.length {
			t.Errorf("%s: got length %q, want %s", c.name, a.Header.Get("Content-Length"), c.length)
		}
		if c.status < 300 && string(a.body) != string(whole.body[c.begin:c.end]) {
			t.Errorf("%s: got %d bytes that are not those of the whole", c.name, len(a.body))
		}
	}
}

// TestAudioIsNamedForPeople: types, and names of downloads.
func TestAudioIsNamedForPeople(t *testing.T) {
	w := newWorld(t)
	w.now = time.Date(2026, 11, 2, 18, 5, 0, 0, time.UTC)
	ada, adaUser := w.signedIn("Ada")
	w.clip(adaUser, ada.create(solo), "the-clip")
	seen := map[string]bool{}
	for object, want := range map[string]string{
		"audio.ogg": "audio/ogg; codecs=opus", "audio.wav": "audio/wav", "waveform.dat": "application/octet-stream",
	} {
		a := ada.want(http.StatusOK, "GET", "/api/v1/clips/the-clip/"+object, "")
		if got := a.Header.Get("Content-Type"); got != want {
			t.Errorf("%s: got type %q, want %q", object, got, want)
		}
		if got, want := a.Header.Get("Cache-Control"), "private, no-cache"; got != want {
			t.Errorf("%s: got Cache-Control %q, want %q", object, got, want)
		}
		seen[a.Header.Get("Etag")] = true
	}
	if len(seen) != 3 || seen[""] {
		t.Errorf("got validators %v, want one for each object", seen)
	}
	for title, want := range map[string]string{
		"How TCP opens":        `attachment; filename="How TCP opens 2026-11-02 18.05.wav"`,
		`../a "b"` + "\\r\\nX": `attachment; filename="a b r nX 2026-11-02 18.05.wav"`,
		"Über TCP":             `attachment; filename*=utf-8''%C3%9Cber%20TCP%202026-11-02%2018.05.wav`,
		"...":                  `attachment; filename="clip 2026-11-02 18.05.wav"`,
	} {
		_, err := w.store.UpdateClip(t.Context(), "the-clip", func(c *recordings.Clip) error { c.Title = title; return nil })
		w.must(err)
		if got := ada.want(http.StatusOK, "GET", "/api/v1/clips/the-clip/audio.wav?download=1", "").Header.Get("Content-Disposition"); got != want {
			t.Errorf("%q: got %q, want %q", title, got, want)
		}
	}
}

// TestNothingOfAClipBeingStoredIsKept: what the spool gives may differ from
// what will be stored.
func TestNothingOfAClipBeingStoredIsKept(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	w.clip(adaUser, ada.create(solo), "the-clip")
	etag := ada.want(http.StatusOK, "GET", "/api/v1/clips/the-clip/audio.ogg", "").Header.Get("Etag")
	_, err := w.store.UpdateClip(t.Context(), "the-clip", func(c *recordings.Clip) error { c.State = recordings.Storing; return nil })
	w.must(err)
	a := ada.want(http.StatusOK, "GET", "/api/v1/clips/the-clip/audio.ogg", "", "If-None-Match", etag, "If-Modified-Since", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
	for field, want := range map[string]string{"Etag": "", "Last-Modified": "", "Cache-Control": "no-store", "Accept-Ranges": "bytes"} {
		if got := a.Header.Get(field); got != want {
			t.Errorf("%s: got %q, want %q", field, got, want)
		}
	}
	ada.want(http.StatusPartialContent, "GET", "/api/v1/clips/the-clip/audio.ogg", "", "Range", "bytes=3-")
}

// TestAudioThatIsStillMade says when to come back.
func TestAudioThatIsStillMade(t *testing.T) {
	w := newWorld(t, func(c *web.Config) { c.API.Archive = slowArchive{} })
	ada, adaUser := w.signedIn("Ada")
	w.clip(adaUser, ada.create(solo), "the-clip")
	a := ada.want(http.StatusServiceUnavailable, "GET", "/api/v1/clips/the-clip/audio.wav?download=1", "")
	wantProblem(t, a)
	if got, want := a.Header.Get("Retry-After"), "1"; got != want {
		t.Errorf("Retry-After: got %q, want %q", got, want)
	}
	if got := a.Header.Get("Content-Disposition"); got != "" {
		t.Errorf("Content-Disposition of a problem: got %q, want none", got)
	}
}

// slowArchive has made nothing yet, and can't delete.
type slowArchive struct{ api.Archive }

func (slowArchive) Open(context.Context, recordings.Clip, string) (recordings.Blob, error) {
	return nil, recordings.ErrNotReady
}

func (slowArchive) Delete(context.Context, recordings.Clip) (int, error) {
	return 0, recordings.ErrBusy
}

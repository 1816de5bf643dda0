package page_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"practice/web/page"
)

func testPage(t *testing.T) *page.Page {
	t.Helper()
	files := fstest.MapFS{}
	for name, content := range map[string]string{
		"index.html": "<!doctype html>", "main-ABCD2345.js": "let a = 1", "main-ABCD2345.js.gz": "packed", "main-ABCD2345.js.br": "small", "icon.svg": "<svg/>", "icon-download.svg": "<svg/>", "icon-f96397be.svg": "<svg/>",
	} {
		files["dist/"+name] = &fstest.MapFile{Data: []byte(content)}
	}
	p, err := page.New(files)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestPageFiles: names with a hash are kept for ever and sent as the build
// packed them; everything else is asked for each time.
func TestPageFiles(t *testing.T) {
	p := testPage(t)
	const forever, asked = "public, max-age=31536000, immutable", "no-cache"
	for _, c := range []struct {
		path, accept               string
		status                     int
		body, encoding, cache, typ string
	}{
		{"/main-ABCD2345.js", "gzip, br", 200, "small", "br", forever, "text/javascript"},
		{"/main-ABCD2345.js", "gzip", 200, "packed", "gzip", forever, "text/javascript"},
		{"/main-ABCD2345.js", "br;q=0, gzip;q=0.5", 200, "packed", "gzip", forever, "text/javascript"},
		{"/main-ABCD2345.js", "", 200, "let a = 1", "", forever, "text/javascript"},
		{"/icon.svg", "gzip", 200, "<svg/>", "", asked, "image/svg+xml"},
		{"/icon-f96397be.svg", "", 200, "<svg/>", "", forever, "image/svg+xml"},
		{"/icon-download.svg", "", 200, "<svg/>", "", asked, "image/svg+xml"},
		{"/main-ABCD2345.js.gz", "", 404, "<!doctype html>", "", asked, "text/html"},
		{"/index.html", "", 404, "<!doctype html>", "", asked, "text/html"},
		{"/nothing/here", "", 404, "<!doctype html>", "", asked, "text/html"},
	} {
		r := httptest.NewRequest(http.MethodGet, c.path, nil)
		r.Header.Set("Accept-Encoding", c.accept)
		w := httptest.NewRecorder()
		p.ServeHTTP(w, r)
		h := w.Header()
		if w.Code != c.status || w.Body.String() != c.body || h.Get("Content-Encoding") != c.encoding || h.Get("Cache-Control") != c.cache || !strings.HasPrefix(h.Get("Content-Type"), c.typ) {
			t.Errorf("%s (accepting %q): got %d %q with %v, want %+v", c.path, c.accept, w.Code, w.Body, h, c)
		}
	}
}

// TestThePageIsNotSentTwice when the browser has it.
func TestThePageIsNotSentTwice(t *testing.T) {
	p := testPage(t)
	first := httptest.NewRecorder()
	p.ServeIndex(first, httptest.NewRequest(http.MethodGet, "/clips", nil))
	again := httptest.NewRequest(http.MethodGet, "/clips", nil)
	again.Header.Set("If-None-Match", "W/"+first.Header().Get("Etag"))
	second := httptest.NewRecorder()
	p.ServeIndex(second, again)
	if second.Code != http.StatusNotModified || second.Body.Len() != 0 {
		t.Errorf("got %d %q, want %d without a body", second.Code, second.Body, http.StatusNotModified)
	}
}

// TestAPageWithoutIndexIsRefused at start.
func TestAPageWithoutIndexIsRefused(t *testing.T) {
	if _, err := page.New(fstest.MapFS{"dist/a.js": &fstest.MapFile{}}); err == nil {
		t.Error("got no error for a page without index.html")
	}
}

package web_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"practice/people"
	"practice/recordings"
)

// TestAnAnswerBreaksOffWithTheRightToIt: whoever takes their time over a download gets
// no more of it once they have signed out, their token is revoked, or the clip or they
// themselves are deleted; a connection that only lasts goes on.
func TestAnAnswerBreaksOffWithTheRightToIt(t *testing.T) {
	const size = 48 << 20
	for name, end := range map[string]func(w *world, b *browser){
		"nothing":       func(*world, *browser) {},
		"a sign-out":    func(_ *world, b *browser) { b.want(http.StatusNoContent, "POST", "/api/v1/sign-out", "") },
		"a deletion":    func(_ *world, b *browser) { b.want(http.StatusOK, "DELETE", "/api/v1/clips/long", "") },
		"their end":     func(_ *world, b *browser) { b.want(http.StatusNoContent, "DELETE", "/api/v1/me", "") },
		"a revoked key": func(w *world, _ *browser) { w.must(w.store.RevokeAPIToken(w.t.Context(), "t")) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			ada, adaUser := w.signedIn("Ada")
			w.clip(adaUser, ada.create(solo), "the-clip")
			long, err := w.store.Clip(t.Context(), "the-clip")
			w.must(err)
			long.ID = "long"
			w.must(w.store.CreateClip(t.Context(), long))
			w.must(w.blobs.Put(t.Context(), recordings.Key("long", 0, recordings.WaveformDat), strings.NewReader(strings.Repeat("x", size)), size, ""))
			w.must(w.store.CreateAPIToken(t.Context(), people.APIToken{ID: "t", UserID: adaUser.ID, Name: "x", TokenHash: people.HashToken("secret"), CreatedAt: w.clock()}))
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+"/api/v1/clips/long/"+recordings.WaveformDat, nil)
			w.must(err)
			if name == "a revoked key" {
				request.Header.Set("Authorization", "Bearer secret")
			}
			response, err := ada.client.Do(request)
			w.must(err)
			defer response.Body.Close()
			_, err = io.CopyN(io.Discard, response.Body, 1000)
			w.must(err)
			end(w, ada)
			w.pass(time.Minute)
			n, err := io.Copy(io.Discard, response.Body)
			if whole := err == nil && n == size-1000; response.StatusCode != http.StatusOK || whole != (name == "nothing") {
				t.Errorf("after %s: got %d with %d bytes more of %d, %v", name, response.StatusCode, n, size-1000, err)
			}
		})
	}
}

// TestAFileIsNotTakenFromWhoHasSignedOut while it was on its way.
func TestAFileIsNotTakenFromWhoHasSignedOut(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	wav := longWAV()
	file := ada.send(int64(len(wav)))
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for uploads := 0; uploads == 0; <-tick.C {
		usage, err := w.store.Usage(t.Context(), adaUser.ID, w.clock())
		w.must(err)
		uploads = usage.Uploads
	}
	ada.want(http.StatusNoContent, "POST", "/api/v1/sign-out", "")
	// The server may have had enough of it before its end.
	_, _ = file.rest.Write(wav)
	_ = file.rest.Close()
	if a := <-file.answer; a.StatusCode != http.StatusUnauthorized {
		t.Errorf("got %d with %s, want %d", a.StatusCode, a.body, http.StatusUnauthorized)
	}
}

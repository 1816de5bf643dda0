package web_test

import (
	"bytes"
	"net/http"
	"testing"

	"practice/recordings"
	"practice/recordings/ogg"
)

// silentOgg is a mono Ogg Opus file of so many packets of 20 ms.
func silentOgg(t *testing.T, packets int) string {
	t.Helper()
	var file bytes.Buffer
	w, err := ogg.NewWriter(&file, ogg.Header{Channels: 1, PreSkip: 312}, 1)
	if err != nil {
		t.Fatal(err)
	}
	for range packets {
		if err := w.WritePacket([]byte{31 << 3, 0xff, 0xfe}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Close(w.Granule()); err != nil {
		t.Fatal(err)
	}
	return file.String()
}

func TestWhatABackfillMayBe(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	practised := ada.create(solo)
	w.clip(adaUser, practised, "the-clip")
	w.clip(adaUser, practised, "failed")
	_, err := w.store.UpdateClip(t.Context(), "failed", func(c *recordings.Clip) error {
		c.State = recordings.Failed
		return nil
	})
	w.must(err)
	for _, c := range []struct {
		path, body string
		want       int
	}{
		{"the-clip/backfill?at_ms=0", "no Ogg at all", http.StatusUnprocessableEntity},
		{"the-clip/backfill?at_ms=0", silentOgg(t, 7000), http.StatusUnprocessableEntity},
		{"the-clip/backfill?at_ms=0", string(make([]byte, recordings.MaxPieceSize+1)), http.StatusRequestEntityTooLarge},
		{"the-clip/backfill", silentOgg(t, 5), http.StatusUnprocessableEntity},
		{"the-clip/backfill?at_ms=99999999999", silentOgg(t, 5), http.StatusUnprocessableEntity},
		{"failed/backfill?at_ms=0", silentOgg(t, 5), http.StatusConflict},
		{"guessed/backfill?at_ms=0", silentOgg(t, 5), http.StatusNotFound},
	} {
		a := ada.want(c.want, "POST", "/api/v1/clips/"+c.path, c.body, "Content-Type", "audio/ogg")
		t.Logf("%s: %s", c.path, wantProblem(t, a).Detail)
	}
	ada.want(http.StatusNoContent, "POST", "/api/v1/clips/the-clip/backfill/end", "")
}

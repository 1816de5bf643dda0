package web_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"net/http"
	"testing"

	"practice/people"
	"practice/web"
)

// slowFile is a file that a browser has begun to send.
type slowFile struct {
	rest   *io.PipeWriter
	answer chan answer
}

// send begins to send a file of that many bytes.
func (b *browser) send(size int64) *slowFile {
	b.w.t.Helper()
	body, rest := io.Pipe()
	file := &slowFile{rest, make(chan answer, 1)}
	request, err := http.NewRequest("POST", b.w.url+"/api/v1/clips?title=Slow", body)
	b.w.must(err)
	request.Header.Set("Content-Type", "audio/wav")
	request.ContentLength = size
	go func() {
		response, err := b.client.Do(request)
		if err != nil {
			file.answer <- answer{}
			return
		}
		read, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		_ = body.CloseWithError(io.ErrClosedPipe)
		file.answer <- answer{response, read}
	}()
	return file
}

// longWAV is a file that is too long to be read over before it is refused.
func longWAV() []byte {
	const length = 512 << 10
	wav := []byte(oldWAV(1))[:44]
	binary.LittleEndian.PutUint32(wav[4:], 36+length)
	binary.LittleEndian.PutUint32(wav[40:], length)
	return append(wav, make([]byte, length)...)
}

// TestOnlySoManyFilesAreSentAtOnce: of 200 from as many tabs as there are, three
// are taken in; the others are told to wait, and that helps.
func TestOnlySoManyFilesAreSentAtOnce(t *testing.T) {
	w := newWorld(t, func(c *web.Config) { c.API.Quotas = people.Quotas{Uploads: 3} })
	ada, _ := w.signedIn("Ada")
	wav := longWAV()
	var files []*slowFile
	for range 200 {
		files = append(files, ada.send(int64(len(wav))))
	}
	refused := map[*slowFile]bool{}
	for len(refused) < 197 {
		for _, file := range files {
			select {
			case a := <-file.answer:
				refused[file] = true
				p := in[problem](t, a)
				if a.StatusCode != http.StatusTooManyRequests || a.Header.Get("Retry-After") == "" || p.Code != "uploads_quota" && p.Code != "rate_limited" {
					t.Fatalf("got status %d, Retry-After %q and %s", a.StatusCode, a.Header.Get("Retry-After"), a.body)
				}
			default:
			}
		}
	}
	for _, file := range files {
		if refused[file] {
			continue
		}
		if _, err := io.Copy(file.rest, bytes.NewReader(wav)); err != nil {
			t.Fatal(err)
		}
		w.must(file.rest.Close())
		if a := <-file.answer; a.StatusCode != http.StatusCreated {
			t.Errorf("one of the three: got status %d with %s", a.StatusCode, a.body)
		}
	}
	w.pass(people.UploadCounts / 60) // for the rate
	ada.want(http.StatusCreated, "POST", "/api/v1/clips?title=Later", string(wav), "Content-Type", "audio/wav")
}

// TestStorageIsBounded: a file that does not fit is refused before it is read, in
// words, and so is a session; what was deleted gives its room back.
func TestStorageIsBounded(t *testing.T) {
	wav := oldWAV(1)
	size := int64(len(wav))
	w := newWorld(t, func(c *web.Config) { c.API.Quotas = people.Quotas{Storage: 2 * size} })
	ada, _ := w.signedIn("Ada")
	bring := func(status int) answer {
		return ada.want(status, "POST", "/api/v1/clips?title=One", wav, "Content-Type", "audio/wav")
	}
	used := func() int64 {
		u := in[struct {
			Bytes int64 `json:"storage_bytes"`
			Quota int64 `json:"storage_quota_bytes"`
			Rooms int
		}](t, ada.want(http.StatusOK, "GET", "/api/v1/me/usage", ""))
		if u.Quota != 2*size || u.Rooms != 1 {
			t.Errorf("got %+v, want a quota of %d, and one room", u, 2*size)
		}
		return u.Bytes
	}
	bring(http.StatusCreated)
	ada.create(solo)
	second := in[importedClip](t, bring(http.StatusCreated))
	if got := used(); got != 2*size {
		t.Errorf("got %d bytes used, want %d", got, 2*size)
	}
	unknown := ada.send(-1)
	go func() {
		_, _ = io.WriteString(unknown.rest, wav)
		_ = unknown.rest.Close()
	}()
	for what, a := range map[string]answer{
		"a file": bring(http.StatusInsufficientStorage), "a session": ada.want(http.StatusInsufficientStorage, "POST", "/api/v1/sessions", solo),
		"a file of unknown size": <-unknown.answer,
	} {
		if p := in[problem](t, a); a.StatusCode != http.StatusInsufficientStorage || p.Code != "storage_quota" {
			t.Errorf("%s: got status %d with %s", what, a.StatusCode, a.body)
		}
	}
	ada.awaitStored(second.ID)
	if got := used(); got != 2*size {
		t.Errorf("when it is stored: got %d bytes used, want %d", got, 2*size)
	}
	ada.want(http.StatusOK, "DELETE", "/api/v1/clips/"+second.ID, "")
	bring(http.StatusCreated)
}

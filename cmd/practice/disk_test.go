package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"practice/internal/smalldisk"
	"practice/problem"
	"practice/recordings"
	"practice/recordings/ogg"
)

const mebibyte = 1 << 20

// quiet is Ogg Opus of a length in which hardly anything is said: packets of 120 ms
// that a sender leaves empty, and so many bytes of others among them.
func quiet(t *testing.T, length time.Duration, others int) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := ogg.NewWriter(&file, ogg.Header{Channels: 1, PreSkip: 312}, 7)
	if err != nil {
		t.Fatal(err)
	}
	const (
		pause    = 11<<3 | 1 // SILK, twice 60 ms, both without a byte
		celt20ms = 31 << 3
	)
	for length -= 120 * time.Millisecond; length > 0; length -= 120 * time.Millisecond {
		if err := w.WritePacket([]byte{pause}); err != nil {
			t.Fatal(err)
		}
		if others > 0 {
			packet := append([]byte{celt20ms}, bytes.Repeat([]byte{0xff, 0xfe}, 400)...)
			others -= len(packet)
			length -= 20 * time.Millisecond
			if err := w.WritePacket(packet); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := w.Close(w.Granule()); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// silentWAV is a WAV file of so many bytes.
func silentWAV(size int) []byte {
	file := make([]byte, size)
	copy(file, oldWAVHeader(size))
	return file
}

func oldWAVHeader(size int) []byte {
	little := func(n, width int) string {
		b := make([]byte, width)
		for i := range b {
			b[i] = byte(n >> (8 * i))
		}
		return string(b)
	}
	return []byte("RIFF" + little(size-8, 4) + "WAVEfmt " + little(16, 4) + little(1, 2) + little(1, 2) + little(48000, 4) + little(96000, 4) +
		little(2, 2) + little(16, 2) + "data" + little(size-44, 4))
}

// someone brings files with a token.
type someone struct {
	p     *program
	token string
}

type broughtClip struct {
	ID     string
	State  string
	Reason string
	Links  struct {
		AudioWAV string `json:"audio_wav"`
	}
}

// ask sends a request and reads a JSON answer.
func (s someone) ask(t *testing.T, method, path string, body io.Reader, into any) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, s.p.url+path, body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+s.token)
	request.Header.Set("Content-Type", "application/json")
	if strings.Contains(path, "?title=") {
		request.Header.Set("Content-Type", "application/octet-stream")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatalf("%s %s: %v; log: %s", method, path, err, s.p.logged())
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && into != nil {
		err = json.Unmarshal(answer, into)
	}
	if err != nil {
		t.Fatalf("%s %s: %d, %v: %.300s", method, path, response.StatusCode, err, answer)
	}
	return response.StatusCode
}

// bring sends a file; clip and problem are what is made of it.
func (s someone) bring(t *testing.T, title string, file []byte) (clip broughtClip, told problem.Document, status int) {
	t.Helper()
	var answer json.RawMessage
	status = s.ask(t, http.MethodPost, "/api/v1/clips?title="+url.QueryEscape(title), bytes.NewReader(file), &answer)
	_ = json.Unmarshal(answer, &clip)
	_ = json.Unmarshal(answer, &told)
	return clip, told, status
}

func (s someone) clip(t *testing.T, id string) (clip broughtClip) {
	t.Helper()
	s.ask(t, http.MethodGet, "/api/v1/clips/"+id, nil, &clip)
	return clip
}

// onSmallDisk serves from a disk of its own with a floor, in bytes.
func onSmallDisk(t *testing.T, size, floor int64) (*smalldisk.Disk, someone) {
	t.Helper()
	disk := smalldisk.New(t, size)
	p := serve(t, filepath.Join(disk.Path, "data"), fmt.Sprintf("PRACTICE_DISK_FLOOR=%d MiB", floor/mebibyte))
	return disk, someone{p, p.newToken()}
}

// A few hundred kilobytes that say that they last for four hours were 1.4 GB of WAV
// in the spool, and once more in the store.
func TestSoundThatUnfoldsFillsNoDisk(t *testing.T) {
	t.Parallel()
	disk, ada := onSmallDisk(t, 160*mebibyte, 16*mebibyte)
	const length = 4*time.Hour - time.Minute
	thin := quiet(t, length, 0)
	if _, told, status := ada.bring(t, "thin", thin); status != http.StatusRequestEntityTooLarge || !strings.Contains(told.Detail, "silence") {
		t.Errorf("%d bytes of %v: got %d, %q; want it refused in words", len(thin), length, status, told.Detail)
	}
	dense := quiet(t, length, 1_500_000)
	before := disk.Free()
	var clips []string
	for i := range 3 {
		clip, told, status := ada.bring(t, fmt.Sprint("dense ", i), dense)
		if status != http.StatusCreated {
			t.Fatalf("%d bytes of %v: got %d, %q", len(dense), length, status, told.Detail)
		}
		clips = append(clips, clip.ID)
	}
	for _, id := range clips {
		await(t, "clip "+id+" to be stored; log: "+ada.p.logged(), func() bool { return ada.clip(t, id).State == string(recordings.Ready) })
	}
	if took, most := before-disk.Free(), int64(3*len(dense)+8*mebibyte); took > most {
		t.Errorf("three files of %d bytes take %d on the disk, want at most %d", len(dense), took, most)
	}
	ada.wantPartOfWAV(t, ada.clip(t, clips[0]), int64(length.Seconds()-60)*96000)
}

// wantPartOfWAV reads a second of a clip's WAV.
func (s someone) wantPartOfWAV(t *testing.T, clip broughtClip, at int64) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.p.url+clip.Links.AudioWAV, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+s.token)
	request.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", at, at+95_999))
	began := time.Now()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	n, err := io.Copy(io.Discard, response.Body)
	if err != nil || response.StatusCode != http.StatusPartialContent || n != 96_000 {
		t.Errorf("a second of the WAV: got %d with %d bytes, %v", response.StatusCode, n, err)
	}
	t.Logf("a second of the WAV from byte %d on took %v", at, time.Since(began))
}

// Whatever is brought, the floor stays free; what was taken in and finds no room in
// the store waits, and can be heard meanwhile. Signing in and deleting go on.
func TestTheDiskFloorHolds(t *testing.T) {
	t.Parallel()
	const floor = 48 * mebibyte
	disk, ada := onSmallDisk(t, 160*mebibyte, floor)
	file := silentWAV(20 * mebibyte)
	stored, _, status := ada.bring(t, "first", file)
	if status != http.StatusCreated {
		t.Fatalf("the first file: got %d", status)
	}
	await(t, "the first file to be stored", func() bool { return ada.clip(t, stored.ID).State == string(recordings.Ready) })

	disk.Leave(floor + 24*mebibyte)
	lowest := watch(t, disk)
	waiting, told, status := ada.bring(t, "second", file)
	if status != http.StatusCreated {
		t.Fatalf("a file for which there is just room: got %d, %q", status, told.Detail)
	}
	await(t, "the second file to wait for room", func() bool {
		clip := ada.clip(t, waiting.ID)
		return clip.State == string(recordings.Storing) && clip.Reason == string(recordings.NoDiskRoom)
	})
	if status := ada.ask(t, http.MethodGet, waiting.Links.AudioWAV, nil, nil); status != http.StatusOK {
		t.Errorf("the file that waits: got %d, want it to be heard", status)
	}
	if _, told, status := ada.bring(t, "third", file); status != http.StatusInsufficientStorage || told.Code != problem.DiskFull {
		t.Errorf("a file for which there is no room: got %d, %q", status, told.Detail)
	}
	if got, least := lowest(), int64(floor-2*mebibyte); got < least {
		t.Errorf("%d bytes were free at the least, want %d", got, least)
	}
	ada.wantNoneAdded(t, disk, floor)
	if status := ada.ask(t, http.MethodDelete, "/api/v1/clips/"+stored.ID, nil, nil); status >= 300 {
		t.Errorf("delete a clip on a full disk: got %d", status)
	}
	disk.Clear()
	await(t, "the second file to be stored", func() bool { return ada.clip(t, waiting.ID).State == string(recordings.Ready) })
}

// wantNoneAdded: below the floor no session is made, and who signs in is let in.
func (s someone) wantNoneAdded(t *testing.T, disk *smalldisk.Disk, floor int64) {
	t.Helper()
	disk.Leave(floor / 2)
	const solo = `{"kind":"solo","format":"quick-answer","role":"candidate","questions":[{"prompt":"Why?"}]}`
	var told problem.Document
	await(t, "a session to be refused", func() bool {
		return s.ask(t, http.MethodPost, "/api/v1/sessions", strings.NewReader(solo), &told) == http.StatusInsufficientStorage
	})
	if told.Code != problem.DiskFull {
		t.Errorf("a session on a full disk: got %q, %q", told.Code, told.Detail)
	}
	if status := (someone{s.p, s.p.newToken()}).ask(t, http.MethodGet, "/api/v1/me", nil, nil); status != http.StatusOK {
		t.Errorf("with a new token on a full disk: got %d", status)
	}
}

// watch returns how much was free at the least since it was called.
func watch(t *testing.T, disk *smalldisk.Disk) func() int64 {
	t.Helper()
	stop, ended := make(chan struct{}), make(chan struct{})
	lowest := disk.Free()
	go func() {
		defer close(ended)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				lowest = min(lowest, disk.Free())
			}
		}
	}()
	end := sync.OnceFunc(func() { close(stop); <-ended })
	t.Cleanup(end)
	return func() int64 { end(); return lowest }
}

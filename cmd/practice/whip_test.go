package main

import (
	"io"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"practice/internal/hearing"
	"practice/recordings"
	"practice/signaling/peer/peertest"
)

// whip sends a WHIP request and expects a status.
func (s *speaker) whip(status int, method, path, kind, body string) (http.Header, string) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.p.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+s.token)
	request.Header.Set("Content-Type", kind)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != status {
		s.t.Fatalf("%s %s: %s %s (%v), want %d", method, path, response.Status, content, err, status)
	}
	return response.Header, string(content)
}

// offerWHIP connects a program's voice and returns its session.
func (s *speaker) offerWHIP() string {
	s.t.Helper()
	var err error
	if s.browser, err = peertest.New(peertest.Options{Speaker: true, Video: true}); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		if err := s.browser.Close(); err != nil {
			s.t.Errorf("close the voice: %v", err)
		}
	})
	offer, err := s.browser.OfferWhole(false)
	if err != nil {
		s.t.Fatal(err)
	}
	header, answer := s.whip(http.StatusCreated, http.MethodPost, "/whip?title=TCP+aloud", "application/sdp", offer)
	if err := s.browser.Answer(answer); err != nil {
		s.t.Fatalf("take the answer %s: %v", answer, err)
	}
	select {
	case <-s.browser.Connected():
	case <-time.After(15 * time.Second):
		s.t.Fatal("the voice does not connect within 15 s")
	}
	return header.Get("Location")
}

// theClip is the only clip of the library.
func (s *speaker) theClip() clipFacts {
	s.t.Helper()
	var list struct{ Clips []clipFacts }
	s.call(http.MethodGet, "/api/v1/clips", nil, &list)
	if len(list.Clips) != 1 {
		s.t.Fatalf("the library has %d clips, want 1; log: %s", len(list.Clips), s.p.logged())
	}
	return list.Clips[0]
}

// What a program says over WHIP is what its owner hears afterwards, also when
// the server is killed meanwhile.
func TestSpokenOverWHIP(t *testing.T) {
	wav := hearing.Speak(t, spokenText)
	packets := opusPackets(t, hearing.Encode(t, wav))
	t.Run("to its end", func(t *testing.T) {
		p := serve(t, t.TempDir())
		s := &speaker{t: t, p: p, token: p.newToken()}
		location := s.offerWHIP()
		s.speak(packets)
		s.whip(http.StatusOK, http.MethodDelete, location, "", "")
		s.listen(s.awaitReady(s.theClip().ID), wav)
		s.whip(http.StatusNotFound, http.MethodDelete, location, "", "")
	})
	t.Run("until a kill", func(t *testing.T) {
		data := t.TempDir()
		p := serve(t, data)
		s := &speaker{t: t, p: p, token: p.newToken()}
		s.offerWHIP()
		s.speak(packets[:250])
		p.stop(syscall.SIGKILL)
		s.p = serve(t, data)
		clip := s.awaitReady(s.theClip().ID)
		if clip.DurationMS < 4000 || clip.DurationMS > 6500 {
			t.Errorf("the clip has %d ms, want the 5 s that were spoken", clip.DurationMS)
		}
		if verdict, end := s.verdict(clip.ID); verdict != recordings.VerdictEndUnknown || end != recordings.EndServerLost {
			t.Errorf("the verdict is %q, and the recording ended by %q; want what was said after the kill unknown", verdict, end)
		}
	})
}

// An old recording comes in by curl, is there after a restart, and plays.
func TestARecordingBroughtAlong(t *testing.T) {
	wav := hearing.Speak(t, spokenText)
	for name, file := range map[string]string{"audio/wav": wav, "audio/ogg": hearing.Encode(t, wav)} {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			p := serve(t, data)
			s := &speaker{t: t, p: p, token: p.newToken()}
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			header, _ := s.whip(http.StatusCreated, http.MethodPost, "/api/v1/clips?title=Last+year", name, string(content))
			p.stop(syscall.SIGTERM)
			s.p = serve(t, data)
			clip := s.awaitReady(strings.TrimPrefix(header.Get("Location"), "/api/v1/clips/"))
			if clip.Receipt.Size != int64(len(content)) || clip.Receipt.Verdict() != "complete" {
				t.Errorf("receipt: %+v, want a complete one of %d bytes", clip.Receipt, len(content))
			}
			object := map[string]string{"audio/wav": recordings.AudioWAV, "audio/ogg": recordings.AudioOgg}[name]
			var kept []byte
			s.call(http.MethodGet, "/api/v1/clips/"+clip.ID+"/"+object, nil, &kept)
			if string(kept) != string(content) {
				t.Errorf("%s has %d bytes that differ from the %d brought", object, len(kept), len(content))
			}
			if object == recordings.AudioOgg {
				s.listen(clip, wav)
			}
		})
	}
}

// A server that is killed while a file arrives keeps nothing of it.
func TestAKilledServerKeepsNoHalfOfAFile(t *testing.T) {
	data := t.TempDir()
	p := serve(t, data)
	s := &speaker{t: t, p: p, token: p.newToken()}
	body, half := io.Pipe()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.url+"/api/v1/clips?title=Half", body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+s.token)
	request.Header.Set("Content-Type", "audio/wav")
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if response, err := http.DefaultClient.Do(request); err == nil {
			_ = response.Body.Close()
		}
	}()
	if _, err := half.Write(make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	spool := data + "/spool"
	await(t, "the file to arrive", func() bool { entries, _ := os.ReadDir(spool); return len(entries) == 1 })
	p.stop(syscall.SIGKILL)
	_ = half.Close()
	<-ended
	s.p = serve(t, data)
	if entries, err := os.ReadDir(spool); err != nil || len(entries) != 0 {
		t.Errorf("the spool has %v (%v) after the restart, want nothing", entries, err)
	}
	var list struct{ Clips []clipFacts }
	if s.call(http.MethodGet, "/api/v1/clips", nil, &list); len(list.Clips) != 0 {
		t.Errorf("the library has %+v, want nothing", list.Clips)
	}
}

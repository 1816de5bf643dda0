package main

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"practice/internal/hearing"
	"practice/recordings"
)

// A graceful stop finishes and stores what is being recorded; a killed server
// finishes it at its next start, with no command given.
func TestWhatIsRecordedOutlivesTheServer(t *testing.T) {
	for name, signal := range map[string]syscall.Signal{"SIGTERM": syscall.SIGTERM, "SIGKILL": syscall.SIGKILL} {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			p := serve(t, data)
			s := newSpeaker(t, p)
			packets := opusPackets(t, hearing.Encode(t, hearing.Speak(t, spokenText)))
			s.send(map[string]any{"type": "start"})
			session := s.until("the recording", func(session map[string]any) bool { return session["recording"] == true })
			s.speak(packets[:250])
			p.stop(signal)
			s.hangUp()

			again := serve(t, data)
			s.p = again
			var list struct{ Clips []clipFacts }
			s.call(http.MethodGet, "/api/v1/clips", nil, &list)
			if len(list.Clips) != 1 {
				t.Fatalf("%d clips of session %v after the restart, want 1; log: %s", len(list.Clips), session["id"], again.logged())
			}
			clip := s.awaitReady(list.Clips[0].ID)
			// 5 s were spoken; a kill may cost the last second.
			if clip.DurationMS < 4000 || clip.DurationMS > 6500 {
				t.Errorf("the clip has %d ms, want the 5 s that were spoken", clip.DurationMS)
			}
			t.Logf("after %s the clip has %d ms: %s", name, clip.DurationMS, clip.Receipt.Verdict())
		})
	}
}

// A page of the spool that the disk damaged costs itself alone: what is before
// and after it is in the clip, and the receipt tells.
func TestADamagedSpoolIsRecovered(t *testing.T) {
	data := t.TempDir()
	p := serve(t, data)
	s := newSpeaker(t, p)
	packets := opusPackets(t, hearing.Encode(t, hearing.Speak(t, spokenText)))
	s.send(map[string]any{"type": "start"})
	s.until("the recording", func(session map[string]any) bool { return session["recording"] == true })
	s.speak(packets[:400])
	p.stop(syscall.SIGKILL)
	s.hangUp()
	spooled, err := filepath.Glob(filepath.Join(data, "spool", "*", recordings.AudioOgg))
	if err != nil || len(spooled) != 1 {
		t.Fatalf("the spool holds %v, %v; want one recording", spooled, err)
	}
	audio, err := os.ReadFile(spooled[0])
	if err != nil {
		t.Fatal(err)
	}
	audio[len(audio)/2] ^= 0xff
	if err := os.WriteFile(spooled[0], audio, 0o600); err != nil {
		t.Fatal(err)
	}

	s.p = serve(t, data)
	var list struct{ Clips []clipFacts }
	s.call(http.MethodGet, "/api/v1/clips", nil, &list)
	clip := s.awaitReady(list.Clips[0].ID)
	damaged := slices.DeleteFunc(clip.Receipt.Gaps, func(g recordings.Gap) bool { return g.Cause != recordings.Damaged })
	if len(damaged) != 1 || damaged[0].Duration > time.Second || clip.DurationMS < 6500 {
		t.Errorf("%d ms with the gaps %v; want 7 s and more with one damaged page", clip.DurationMS, clip.Receipt.Gaps)
	}
	t.Log(clip.Receipt.Verdict())
}

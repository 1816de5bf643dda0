package capture_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"practice/internal/hearing"
	"practice/internal/spoken"
	"practice/recordings"
	"practice/recordings/capture"
	"practice/recordings/memory"
	"practice/recordings/spool"
)

// "the candidate is told at once if silence or no packets last 3 s while
// recording": in whichever way the encoder writes silence.
func TestSilenceIsNoticedInEveryModeOfTheEncoder(t *testing.T) {
	const patience = 3 * time.Second
	wav := hearing.Speak(t, spoken.Text)
	said, err := hearing.Decode(wav)
	if err != nil {
		t.Fatal(err)
	}
	_, after := hearing.Silence(said)
	speech := time.Duration(len(said))*time.Second/hearing.Rate - after
	paused := hearing.Pause(t, wav, 6*time.Second)
	for _, rate := range []int{12, 24, 32, 40, 48, 64, 96} {
		t.Run(fmt.Sprintf("%d kb/s", rate), func(t *testing.T) {
			packets, _ := spoken.PacketsIn(t, hearing.EncodeCall(t, paused, rate))
			var silent []time.Duration
			listen(t, packets, func(at time.Duration, state recordings.VoiceState) {
				switch state {
				case recordings.VoiceSilent:
					silent = append(silent, at)
				case recordings.VoiceMissing:
					t.Errorf("missing at %s, while packets came", at)
				}
			})
			if len(silent) == 0 {
				t.Fatal("silence was never told")
			}
			if told := silent[0] - speech; told < patience-after || told > patience+time.Second {
				t.Errorf("told %s after the last word, want 3 s or little more", told)
			}
		})
	}
}

// listen plays packets to a capture, and tells after each how the voice is heard.
func listen(t *testing.T, packets [][]byte, tell func(at time.Duration, state recordings.VoiceState)) {
	spool, err := spool.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = spool.Close() })
	synctest.Test(t, func(t *testing.T) {
		recorder := capture.New(capture.Config{
			Spool: spool, Store: &memory.Store{}, Finished: func(context.Context, string) {}, Log: slog.New(slog.DiscardHandler), Clock: time.Now,
		})
		start := time.Now()
		capture, err := recorder.Begin(t.Context(), recordings.Clip{ID: "clip", OwnerID: "ada", SessionID: "session", Title: "TCP"}, start)
		if err != nil {
			t.Fatal(err)
		}
		for i, payload := range packets {
			time.Sleep(20 * time.Millisecond)
			now := time.Now()
			capture.Write(recordings.Packet{SSRC: 7, Sequence: uint16(i), Timestamp: uint32(i * 960), Arrival: now, Payload: payload})
			tell(now.Sub(start), capture.Voice(now))
		}
		capture.End(time.Now())
		<-capture.Done()
	})
}

package database_test

import (
	"bytes"
	"log/slog"
	"os"
	"strings"
	"testing"

	"practice/database"
	"practice/recordings"
)

// Rows that were written in words before there were codes have codes afterwards;
// what the words said besides is kept, or in the log.
func TestClipsThatWereStoredInWordsGetCodes(t *testing.T) {
	t.Parallel()
	receipt, err := os.ReadFile("testdata/receipt_in_words.json")
	must(t, err, "read the receipt")
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			url, raw := e.before(t, 4)
			put := func(id, sessionID, format, state, reason, receipt string) {
				_, err := raw.ExecContext(t.Context(), `INSERT INTO clips
					(id, owner_id, session_id, leg, title, prompt, domain, format, state, reason, duration_ms, created_ms, peaks, receipt, revision)
					VALUES ($1, 'ada', $2, 0, 'Title', 'Why?', 'networking', $3, $4, $5, 61000, 1790000000001, '', $6, 0)`,
					id, sessionID, format, state, reason, receipt)
				must(t, err, "write "+id+" in words")
			}
			put("ready", "s", "Peer swap 2 × 30", "ready", "", string(receipt))
			put("waiting", "s", "Quick answer", "storing", "The store can't be reached; trying again at 15:04. The recording is safe on the server.", "")
			put("silent", "s", "Open recording", "failed", "No sound reached the server. Check on the microphone test that your level moves, and that the network lets UDP or TCP through.", "")
			put("brought", "", "Brought along", "ready", "The waveform and the WAV file could not be made. The recording itself is whole.", "")
			put("strange", "s", "A format of my own", "failed", "The moon was full.", strings.Replace(string(receipt), "packets were lost", "mice", 1))
			var log bytes.Buffer
			db, err := database.Open(t.Context(), url, slog.New(slog.NewTextHandler(&log, nil)))
			must(t, err, "open")
			t.Cleanup(func() { must(t, db.Close(), "close") })
			for id, want := range map[string]recordings.Clip{
				"ready":   {Format: "peer-swap-30", Origin: recordings.FromSession},
				"waiting": {Format: "quick-answer", Origin: recordings.FromSession, Reason: recordings.StoreUnreachable},
				"silent":  {Format: "open-recording", Origin: recordings.FromWHIP, Reason: recordings.NoSound},
				"brought": {Format: "", Origin: recordings.Imported, Reason: recordings.DerivedMissing},
				"strange": {Format: "A format of my own", Origin: recordings.FromSession, Reason: recordings.UnknownReason},
			} {
				got, err := db.Clip(t.Context(), id)
				must(t, err, "read "+id)
				if got.Format != want.Format || got.Origin != want.Origin || got.Reason != want.Reason {
					t.Errorf("clip %s: got format %q, origin %q, reason %q; want %q, %q, %q", id, got.Format, got.Origin, got.Reason, want.Format, want.Origin, want.Reason)
				}
				if id == "ready" || id == "strange" {
					wantCoded(t, id, got.Receipt)
				}
			}
			for _, words := range []string{"The moon was full.", "mice"} {
				if !strings.Contains(log.String(), words) {
					t.Errorf("the log does not have %q:\n%s", words, &log)
				}
			}
			var stored string
			must(t, rawURL(t, url).QueryRow("SELECT receipt FROM clips WHERE id = 'ready'").Scan(&stored), "read the receipt")
			for _, words := range []string{"packets were lost", "missing at"} {
				if strings.Contains(stored, words) {
					t.Errorf("the stored receipt still says %q: %s", words, stored)
				}
			}
			if !strings.Contains(stored, `"verdict":"incomplete"`) {
				t.Errorf("the stored receipt has no verdict: %s", stored)
			}
		})
	}
}

// wantCoded compares the causes and what the mender needs of a receipt.
func wantCoded(t *testing.T, id string, receipt *recordings.Receipt) {
	t.Helper()
	want := []recordings.Cause{
		recordings.NotYetArrived, recordings.Lost, recordings.Paused, recordings.Disconnected,
		recordings.NoRoom, recordings.Damaged, recordings.Interrupted, recordings.Stopped,
	}
	if id == "strange" {
		want[1] = recordings.UnknownCause
	}
	var got []recordings.Cause
	for _, g := range receipt.Gaps {
		got = append(got, g.Cause)
	}
	same(t, "causes of "+id, got, want)
	same(t, "the first gap of "+id, receipt.Gaps[0].Duration.Microseconds(), int64(30021))
	same(t, "the limit of "+id, receipt.Limit.Milliseconds(), int64(2500))
}

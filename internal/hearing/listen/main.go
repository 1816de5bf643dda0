// Command listen finds a recording in what was spoken and prints what it
// found as JSON. The browser tests use it.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"time"

	"practice/internal/hearing"
)

type window struct {
	AtMS     float64 `json:"at_ms"`
	Peak     float64 `json:"peak"`
	OffsetMS float64 `json:"offset_ms"`
}

type finding struct {
	DurationMS float64  `json:"duration_ms"`
	Peak       float64  `json:"peak"`
	OffsetMS   float64  `json:"offset_ms"`
	Windows    []window `json:"windows"`
}

func main() {
	recording := flag.String("recording", "", "the recording, Ogg Opus or WAV")
	spoken := flag.String("spoken", "", "what was spoken, WAV")
	from := flag.Duration("from", 0, "where to begin")
	to := flag.Duration("to", 0, "where to end; 0 for the end")
	var breaks []time.Duration
	flag.Func("break", "where the sound was moved; may be given several times", func(text string) error {
		at, err := time.ParseDuration(text)
		breaks = append(breaks, at)
		return err
	})
	flag.Parse()
	if err := listen(*recording, *spoken, *from, *to, breaks); err != nil {
		fmt.Fprintln(os.Stderr, "listen:", err)
		os.Exit(1)
	}
}

func listen(recording, spoken string, from, to time.Duration, breaks []time.Duration) error {
	heard, err := hearing.Decode(recording)
	if err != nil {
		return err
	}
	if end := hearing.Samples(to); end > 0 {
		heard = heard[:min(end, len(heard))]
	}
	heard = heard[min(hearing.Samples(from), len(heard)):]
	said, err := hearing.Decode(spoken)
	if err != nil {
		return err
	}
	for i := range breaks {
		breaks[i] -= from
	}
	found := hearing.Compare(heard, said, breaks...)
	out := finding{DurationMS: ms(found.Duration), Peak: found.Peak, OffsetMS: ms(found.Offset), Windows: []window{}}
	for _, w := range found.Windows {
		out.Windows = append(out.Windows, window{ms(w.At), w.Peak, ms(w.Offset)})
	}
	return json.NewEncoder(os.Stdout).Encode(out)
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

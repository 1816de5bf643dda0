package spool

import (
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
	"time"

	"practice/recordings"
	"practice/recordings/ogg"
)

// Cut ends a recording at a position of its time line: what was written of what
// came after is removed, with the gaps in it. One that ends before stays as it is.
func (s *Spool) Cut(id string, length time.Duration) error {
	file, err := s.root.OpenFile(path.Join(id, recordings.AudioOgg), os.O_RDWR, 0)
	if err != nil {
		return spoolError(id, err)
	}
	err = ogg.Cut(file, recordings.SamplesOf(length)+recordings.PreSkip)
	if err = errors.Join(err, s.Sync(file), file.Close()); err != nil {
		return fmt.Errorf("cut clip %s: %w", id, err)
	}
	gaps, err := s.readGaps(id)
	if err != nil || len(gaps) == 0 {
		return err
	}
	return s.writeGaps(id, gapsUntil(gaps, length))
}

// gapsUntil returns the gaps as far as they lie before a position.
func gapsUntil(gaps []recordings.Gap, end time.Duration) []recordings.Gap {
	for i := range gaps {
		gaps[i].Duration = min(gaps[i].Duration, end-gaps[i].At)
	}
	return slices.DeleteFunc(gaps, func(g recordings.Gap) bool { return g.Duration < recordings.DurationOf(recordings.LeastGap) })
}

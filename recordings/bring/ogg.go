package bring

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"time"

	"practice/problem"
	"practice/recordings"
	"practice/recordings/ogg"
)

// examineOgg checks an Ogg file, and gives one that was cut off an end.
func examineOgg(ctx context.Context, file *os.File, size int64) (found, error) {
	facts, err := ogg.Inspect(recordings.UntilDone(ctx, io.NewSectionReader(file, 0, math.MaxInt64)))
	if r, refused := errors.AsType[*ogg.Refusal](err); refused {
		kind := recordings.ErrBroken
		if r.Foreign {
			kind = recordings.ErrForeign
		}
		return found{}, problem.Explain(kind, "%s", r.Words)
	}
	if err != nil {
		return found{}, fmt.Errorf("read a recording: %w", err)
	}
	length, err := checkLength(facts.Samples, recordings.SampleRate)
	if err != nil {
		return found{}, err
	}
	if err := checkDensity(length, size); err != nil {
		return found{}, err
	}
	if _, err := ogg.NewReader(io.NewSectionReader(file, 0, math.MaxInt64)); err != nil {
		return found{}, problem.Explain(recordings.ErrBroken, "The comments in the Ogg file can't be read: they are damaged, or larger than 64 KiB, as with a picture among them.")
	}
	if !facts.Whole {
		if _, err := ogg.Repair(file); err != nil {
			return found{}, fmt.Errorf("give the Ogg file an end: %w", err)
		}
	}
	return found{object: recordings.AudioOgg, length: length}, nil
}

// checkDensity refuses what is much longer than it has sound.
func checkDensity(length time.Duration, size int64) error {
	if least := int64((length - recordings.MaxThinImport).Seconds() * recordings.LeastImportRate); size < least {
		return problem.Explain(recordings.ErrTooLarge, "The file says that it lasts %v and has only %d bytes: nearly all of it is silence. What is longer than %d minutes needs %d bytes for each second more. Cut the silence out.",
			length.Round(time.Second), size, recordings.MaxThinImport/time.Minute, recordings.LeastImportRate)
	}
	return nil
}

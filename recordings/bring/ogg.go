package bring

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"

	"practice/problem"
	"practice/recordings"
	"practice/recordings/ogg"
)

// examineOgg checks an Ogg file, and gives one that was cut off an end.
func examineOgg(ctx context.Context, file *os.File) (found, error) {
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

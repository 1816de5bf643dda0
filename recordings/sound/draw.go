package sound

import (
	"context"
	"io"

	"practice/recordings"
)

// Draw makes in one pass over an Ogg Opus stream what shows its sound:
// waveform.dat and the peaks. total is the number of samples expected. It
// returns as well how many packets and frames had to be replaced by silence. It ends
// with ctx, also in the middle of what was read at once and unfolds to hours.
func Draw(ctx context.Context, audio io.Reader, total int64, dat io.Writer) (peaks []byte, damaged int, err error) {
	drawing := NewWaveform(total)
	damaged, err = Decode(recordings.UntilDone(ctx, audio), func(pcm []int16) error {
		drawing.Write(pcm)
		return ctx.Err()
	})
	if err != nil {
		return nil, damaged, err
	}
	if _, err := drawing.WriteTo(dat); err != nil {
		return nil, damaged, err
	}
	return drawing.Peaks(), damaged, nil
}

package sound

import (
	"errors"
	"io"

	"practice/recordings"
	"practice/recordings/wav"
)

// Derive makes in one pass over an Ogg Opus stream everything that is made of
// its sound: audio.wav, waveform.dat and the peaks. total is the number of
// samples expected. It returns as well how many packets and frames had to be
// replaced by silence.
func Derive(audio io.Reader, total int64, file io.WriteSeeker, dat io.Writer) (peaks []byte, damaged int, err error) {
	drawing := NewWaveform(total)
	out := wav.NewWriter(file)
	// The WAV encoder is fast only with much at once.
	second := make([]int16, 0, recordings.SampleRate)
	damaged, err = Decode(audio, func(pcm []int16) error {
		drawing.Write(pcm)
		for len(pcm) > 0 {
			n := min(len(pcm), cap(second)-len(second))
			second, pcm = append(second, pcm[:n]...), pcm[n:]
			if len(second) < cap(second) {
				continue
			}
			if err := out.Write(second); err != nil {
				return err
			}
			second = second[:0]
		}
		return nil
	})
	if err == nil {
		err = out.Write(second)
	}
	// The header is completed in any case: what is there can be listened to.
	if err = errors.Join(err, out.Close()); err != nil {
		return nil, damaged, err
	}
	if _, err := drawing.WriteTo(dat); err != nil {
		return nil, damaged, err
	}
	return drawing.Peaks(), damaged, nil
}

package recordings

import (
	"errors"
	"io"
)

// derive makes in one pass over an Ogg Opus stream everything that is made of
// its sound: audio.wav, waveform.dat and the peaks. total is the number of
// samples expected. It returns as well how many packets and frames had to be
// replaced by silence.
func derive(audio io.Reader, total int64, wav io.WriteSeeker, dat io.Writer) (peaks []byte, damaged int, err error) {
	drawing := newWaveform(total)
	file := newWAVWriter(wav)
	// The WAV encoder is fast only with much at once.
	second := make([]int16, 0, SampleRate)
	damaged, err = decode(audio, func(pcm []int16) error {
		drawing.Write(pcm)
		for len(pcm) > 0 {
			n := min(len(pcm), cap(second)-len(second))
			second, pcm = append(second, pcm[:n]...), pcm[n:]
			if len(second) < cap(second) {
				continue
			}
			if err := file.Write(second); err != nil {
				return err
			}
			second = second[:0]
		}
		return nil
	})
	if err == nil {
		err = file.Write(second)
	}
	// The header is completed in any case: what is there can be listened to.
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, damaged, err
	}
	if _, err := drawing.WriteTo(dat); err != nil {
		return nil, damaged, err
	}
	return drawing.Peaks(), damaged, nil
}

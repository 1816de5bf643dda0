package bring

import (
	"fmt"
	"os"

	"practice/recordings"
	"practice/recordings/wav"
)

// examineWAV checks a WAV file, and makes the sizes true in one that was cut
// off.
func examineWAV(file *os.File, size int64) (found, error) {
	l, err := wav.ReadLayout(file, size)
	if err != nil {
		return found{}, err
	}
	length, err := checkLength(l.Frames(), int64(l.Rate))
	if err != nil {
		return found{}, err
	}
	if l.Torn {
		if err := l.Mend(file); err != nil {
			return found{}, fmt.Errorf("put the sizes in the WAV file right: %w", err)
		}
	}
	return found{object: recordings.AudioWAV, length: length}, nil
}

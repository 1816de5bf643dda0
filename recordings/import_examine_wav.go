package recordings

import (
	"fmt"
	"os"
)

// examineWAV checks a WAV file, and makes the sizes true in one that was cut
// off.
func examineWAV(file *os.File, size int64) (found, error) {
	l, err := readWAV(file, size)
	if err != nil {
		return found{}, err
	}
	length, err := checkLength(l.frames(), int64(l.rate))
	if err != nil {
		return found{}, err
	}
	if l.torn {
		if err := l.mend(file); err != nil {
			return found{}, fmt.Errorf("put the sizes in the WAV file right: %w", err)
		}
	}
	return found{AudioWAV, length}, nil
}

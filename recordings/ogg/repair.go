package ogg

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
)

// Repaired says what [Repair] left.
type Repaired struct {
	// Samples is the length of the sound in samples at 48 kHz, without the
	// pre-skip; 0 for a file with headers only.
	Samples int64
	// Removed is the number of bytes behind the last whole page.
	Removed int64
}

// Repair makes a whole stream of a file whose writer died: it cuts off what
// follows the last whole page and marks that page as the last. A file that is
// whole is left as it is. It fails when the file does not begin as an Ogg Opus
// stream.
func Repair(file *os.File) (Repaired, error) {
	if _, err := NewReader(io.NewSectionReader(file, 0, math.MaxInt64)); err != nil {
		return Repaired{}, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return Repaired{}, fmt.Errorf("repair: %w", err)
	}
	pages := pageReader{r: bufio.NewReaderSize(file, maxPageSize)}
	var head Header
	var last []byte
	var at int64
	count := 0
	for {
		p, err := pages.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Repaired{}, fmt.Errorf("repair: %w", err)
		}
		if count == 0 {
			if head, err = parseHead(p.body); err != nil {
				return Repaired{}, err
			}
		}
		count++
		at = pages.offset
		last = p.appendTo(last[:0])
	}
	p, size, err := parsePage(last)
	if err != nil {
		return Repaired{}, fmt.Errorf("repair: %w", err)
	}
	result := Repaired{Samples: max(p.granule-int64(head.PreSkip), 0)}
	if result.Removed, err = cutAfter(file, at+int64(size)); err != nil {
		return Repaired{}, err
	}
	if p.flags&flagLast == 0 {
		p.flags |= flagLast
		if _, err := file.WriteAt(p.appendTo(nil), at); err != nil {
			return Repaired{}, fmt.Errorf("repair: %w", err)
		}
	}
	return result, nil
}

func cutAfter(file *os.File, size int64) (removed int64, err error) {
	info, err := file.Stat()
	if err != nil {
		return 0, fmt.Errorf("repair: %w", err)
	}
	if removed = info.Size() - size; removed == 0 {
		return 0, nil
	}
	if err := file.Truncate(size); err != nil {
		return 0, fmt.Errorf("repair: %w", err)
	}
	return removed, nil
}

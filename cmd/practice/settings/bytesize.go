package settings

import (
	"fmt"
	"math"

	"github.com/dustin/go-humanize"
)

// ByteSize is a number of bytes, written with a unit: "256 MiB".
type ByteSize int64

// UnmarshalText reads "1 GiB", "200MB" or a plain number of bytes.
func (b *ByteSize) UnmarshalText(text []byte) error {
	n, err := humanize.ParseBytes(string(text))
	if err != nil || n > math.MaxInt64 {
		return fmt.Errorf("%q is not a size; write it like 256 MiB", text)
	}
	*b = ByteSize(n)
	return nil
}

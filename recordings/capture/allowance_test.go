package capture_test

import (
	"bytes"
	"os"
	"testing"
	"time"

	"practice/internal/spoken"
	"practice/recordings"
)

// TestAVoiceTakesNoMoreThanVoicesHave: the most that an encoder is asked for is taken
// whole, and of a sender that sends whatever fits into packets hardly more than that.
func TestAVoiceTakesNoMoreThanVoicesHave(t *testing.T) {
	const length, most = 2 * time.Minute, 510_000 / 8
	for _, tt := range []struct {
		what        string
		toc         byte
		packet      time.Duration
		least, most int64
	}{
		{"510 kbit/s", 31 << 3, 20 * time.Millisecond, 119 * most, 124 * most},
		{"4 Mbit/s", 28 << 3, 2500 * time.Microsecond, 119 * most, 150 * most},
	} {
		var packets []spoken.Sent
		for at := tt.packet; at <= length; at += tt.packet {
			packets = append(packets, spoken.Sent{At: at + spoken.Way, Packet: recordings.Packet{
				SSRC: 7, Sequence: uint16(at / tt.packet), Timestamp: uint32(at * 48 / time.Millisecond), Payload: append([]byte{tt.toc}, bytes.Repeat([]byte{byte(at / tt.packet), 0xfe}, 637)...),
			}})
		}
		spooled, path := spoken.Record(t, packets, length)
		file, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if size := file.Size(); size < tt.least || size > tt.most || spooled.Stored != length {
			t.Errorf("%s: %v stored in %d bytes, want %v in %d to %d", tt.what, spooled.Stored, size, length, tt.least, tt.most)
		}
	}
}

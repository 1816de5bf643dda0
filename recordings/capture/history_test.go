package capture

import (
	"testing"
	"unsafe"

	"practice/recordings"
)

// What is remembered of packets tells the same one from another with its number, and
// both from one that is not remembered.
func TestHistory(t *testing.T) {
	var h history
	for i := range 3 * historyLength {
		h.put(uint16(i), uint32(i*960), uint32(i*31))
	}
	packet := func(i int) recordings.Packet {
		return recordings.Packet{Sequence: uint16(i), Timestamp: uint32(i * 960)}
	}
	const newest = 3*historyLength - 1
	for _, test := range []struct {
		what   string
		packet recordings.Packet
		sum    uint32
		sent   bool
		want   origin
	}{
		{"the newest", packet(newest), newest * 31, true, again},
		{"the oldest that is remembered", packet(2 * historyLength), 2 * historyLength * 31, true, again},
		{"another payload", packet(newest), newest*31 + 1<<20, true, anew},
		{"another time", recordings.Packet{Sequence: newest, Timestamp: 7}, newest * 31, true, anew},
		{"one too old", packet(newest - historyLength), (newest - historyLength) * 31, true, late},
		{"one too old of a time that never was", packet(newest - historyLength), (newest - historyLength) * 31, false, anew},
		{"one with the number of none", packet(-1), 5, true, late},
	} {
		if got := h.judge(test.packet, test.sum, test.sent); got != test.want {
			t.Errorf("%s: got %d, want %d", test.what, got, test.want)
		}
	}
	if got := (&history{}).judge(packet(0), 0, true); got != late {
		t.Errorf("a history of nothing: got %d, want %d", got, late)
	}
	if size := unsafe.Sizeof(h); size > 2<<10 { // docs/benchmarks.md
		t.Errorf("a history has %d bytes, want 2 KiB: everybody who is recorded has one", size)
	}
}

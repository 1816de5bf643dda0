package recordings_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practice/recordings"
)

// announced is when the recordings in testdata began.
var announced = time.Date(2026, 11, 20, 19, 30, 0, 123456789, time.UTC)

// samples is so much of a time line, as a spool has it.
func samples(n time.Duration) time.Duration {
	return (n*time.Second + recordings.SampleRate - 1) / recordings.SampleRate
}

// formerGaps has a gap of every cause.
func formerGaps() []recordings.Gap {
	return []recordings.Gap{
		{At: 0, Duration: samples(1441), Cause: recordings.NotYetArrived},
		{At: samples(9601), Duration: samples(961), Cause: recordings.Lost},
		{At: samples(19201), Duration: samples(960), Cause: recordings.Paused},
		{At: samples(28801), Duration: samples(1920), Cause: recordings.Disconnected, Backfilled: true},
		{At: samples(38401), Duration: samples(960), Cause: recordings.NoRoom},
		{At: samples(48001), Duration: samples(960), Cause: recordings.Damaged},
		{At: samples(57601), Duration: samples(960), Cause: recordings.Interrupted},
		{At: samples(90001), Duration: samples(5999), Cause: recordings.Stopped},
	}
}

func TestAReceiptOfTheFormerProgramIsRead(t *testing.T) {
	data, err := os.ReadFile("testdata/former/receipt.json")
	if err != nil {
		t.Fatal(err)
	}
	var got recordings.Receipt
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(aReceipt(), got); diff != "" {
		t.Errorf("receipt (-want +got):\n%s", diff)
	}
}

// aReceipt is the receipt in testdata, which counts microseconds.
func aReceipt() recordings.Receipt {
	r := recordings.Receipt{
		Expected: 2 * time.Second, Stored: 2 * time.Second, Limit: 2500 * time.Millisecond, Gaps: formerGaps(),
		Checksum: "sha256:00ff", Size: 1234, Store: "folder clips", VerifiedAt: announced.Add(time.Minute),
	}
	for i := range r.Gaps {
		r.Gaps[i].At, r.Gaps[i].Duration = r.Gaps[i].At.Round(time.Microsecond), r.Gaps[i].Duration.Round(time.Microsecond)
	}
	return r
}

// The golden file is what is stored now. A change of it is a change of what later
// versions must read: keep the former one under another name then.
func TestAReceiptIsAsTheGoldenOne(t *testing.T) {
	got, err := json.Marshal(aReceipt())
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/golden/receipt.json")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("receipt (-golden +got):\n%s", diff)
	}
	var read recordings.Receipt
	if err := json.Unmarshal(want, &read); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(aReceipt(), read); diff != "" {
		t.Errorf("the receipt read back (-want +got):\n%s", diff)
	}
}

// testdata/before-ends was written by the program before a receipt said how the
// recording had ended.
func TestAReceiptFromBeforeEndsIsRead(t *testing.T) {
	data, err := os.ReadFile("testdata/before-ends/receipt.json")
	if err != nil {
		t.Fatal(err)
	}
	var got recordings.Receipt
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(aReceipt(), got); diff != "" {
		t.Errorf("receipt (-want +got):\n%s", diff)
	}
}

package archive_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"practice/internal/archiving"
	"practice/internal/spoken"
	"practice/recordings"
	"practice/recordings/archive"
	"practice/recordings/capture"
	"practice/recordings/memory"
	"practice/recordings/sound"
	"practice/recordings/spool"
	"practice/recordings/wav"
)

// hour is what the benchmarks record: speech over and over.
const hour = time.Hour

// packetsOf calls put with the packets of a voice that speaks for so long, as
// they arrive.
func packetsOf(v spoken.Voice, start time.Time, length time.Duration, put func(recordings.Packet)) {
	for i := range int(length / (20 * time.Millisecond)) {
		put(recordings.Packet{
			SSRC: 7, Sequence: uint16(i), Timestamp: uint32(i * 960), Payload: v.Packets[i%len(v.Packets)],
			Arrival: start.Add(time.Duration(i+1) * 20 * time.Millisecond),
		})
	}
}

// bench is a recorder whose clock is where its packets are.
type bench struct {
	spool    *spool.Spool
	store    *memory.Store
	recorder *capture.Recorder
	now      time.Time
}

func newRecorderBench(b *testing.B) *bench {
	b.Helper()
	spool, err := spool.Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	out := &bench{spool: spool, store: &memory.Store{}, now: time.Unix(1_790_000_000, 0)}
	out.recorder = capture.New(capture.Config{
		Spool: spool, Store: out.store, Finished: func(context.Context, string) {}, Log: slog.New(slog.DiscardHandler), Clock: func() time.Time { return out.now },
	})
	b.Cleanup(func() {
		if err := errors.Join(out.recorder.Close(context.Background()), spool.Close()); err != nil {
			b.Error(err)
		}
	})
	return out
}

func (o *bench) begin(b *testing.B, id string) *capture.Capture {
	b.Helper()
	capture, err := o.recorder.Begin(b.Context(), recordings.Clip{ID: id, OwnerID: "ada", SessionID: "session", Title: "TCP"}, o.now)
	if err != nil {
		b.Fatal(err)
	}
	return capture
}

// A packet on its way into the recorder, with its share of the pages written.
func BenchmarkWrite(b *testing.B) {
	v := spoken.New(b)
	o := newRecorderBench(b)
	capture := o.begin(b, "clip")
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		capture.Write(recordings.Packet{
			SSRC: 7, Sequence: uint16(i), Timestamp: uint32(i * 960), Payload: v.Packets[i%len(v.Packets)],
			Arrival: o.now.Add(time.Duration(i+1) * 20 * time.Millisecond),
		})
	}
}

// A clip of an hour plays so long after the stop.
func BenchmarkStopToPlayable(b *testing.B) {
	v := spoken.New(b)
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		o := newRecorderBench(b)
		id := strconv.Itoa(i)
		capture := o.begin(b, id)
		packetsOf(v, o.now, hour, capture.Write)
		end := o.now.Add(hour)
		archive, err := archive.New(archive.Config{
			Spool: o.spool, Store: o.store, Blobs: first(archiving.Folder(b)), WAVs: o.store, Log: slog.New(slog.DiscardHandler), Clock: time.Now,
		})
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		capture.End(end)
		<-capture.Done()
		clip, err := o.store.Clip(b.Context(), id)
		if err != nil || clip.Duration != hour {
			b.Fatalf("%v of %v, %v", clip.State, clip.Duration, err)
		}
		blob, err := archive.Open(b.Context(), clip, recordings.AudioOgg)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.CopyN(io.Discard, blob, 64<<10); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := errors.Join(blob.Close(), archive.Close(b.Context())); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// hourInSpool records an hour and returns its file.
func hourInSpool(b *testing.B) []byte {
	b.Helper()
	o := newRecorderBench(b)
	capture := o.begin(b, "hour")
	packetsOf(spoken.New(b), o.now, hour, capture.Write)
	capture.End(o.now.Add(hour))
	<-capture.Done()
	blob, err := o.spool.Open("hour", recordings.AudioOgg)
	if err != nil {
		b.Fatal(err)
	}
	defer blob.Close()
	audio, err := io.ReadAll(blob)
	if err != nil {
		b.Fatal(err)
	}
	return audio
}

// The spool of an hour whose process was killed is whole again.
func BenchmarkRecovery(b *testing.B) {
	audio := hourInSpool(b)
	b.SetBytes(int64(len(audio)))
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		o := newRecorderBench(b)
		clip := recordings.Clip{ID: "hour", OwnerID: "ada", SessionID: "session", Original: recordings.AudioOgg, CreatedAt: o.now}
		if err := errors.Join(
			archiving.Record(o.spool, clip, audio, hour),
			archiving.CutOff(o.spool, "hour", len(audio)-1000),
			o.store.CreateClip(b.Context(), clip),
		); err != nil {
			b.Fatal(err)
		}
		o.now = o.now.Add(hour)
		b.StartTimer()
		if err := o.recorder.Recover(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if recovered, err := o.store.Clip(b.Context(), "hour"); err != nil || recovered.Duration < hour-2*time.Second {
			b.Fatalf("%v of %v, %v", recovered.State, recovered.Duration, err)
		}
		b.StartTimer()
	}
}

// What recording a participant costs in memory, beside the connection: three
// seconds at the pace of speech.
func BenchmarkParticipant(b *testing.B) {
	const participants, length = 100, 3 * time.Second
	v := spoken.New(b)
	for b.Loop() {
		o := newRecorderBench(b)
		before := heap()
		var captures []*capture.Capture
		for i := range participants {
			captures = append(captures, o.begin(b, strconv.Itoa(i)))
		}
		pace := time.NewTicker(20 * time.Millisecond)
		packetsOf(v, o.now, length, func(p recordings.Packet) {
			<-pace.C
			for _, c := range captures {
				c.Write(p)
			}
		})
		pace.Stop()
		b.ReportMetric(float64(heap()-before)/participants, "B/participant")
		for _, c := range captures {
			c.End(o.now.Add(length))
			<-c.Done()
		}
	}
}

func heap() int64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapInuse + stats.StackInuse)
}

// What is made of an hour's sound, on one core and on all.
func BenchmarkHour(b *testing.B) {
	path := filepath.Join(b.TempDir(), "hour.ogg")
	audio := hourInSpool(b)
	if err := os.WriteFile(path, audio, 0o600); err != nil {
		b.Fatal(err)
	}
	for name, work := range map[string]func(source io.Reader) error{
		"decode to waveform": drawOnly,
		"WAV":                listenThrough,
	} {
		for _, cores := range []int{1, runtime.NumCPU()} {
			b.Run(name+"/cores="+strconv.Itoa(cores), func(b *testing.B) {
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
				for b.Loop() {
					source, err := os.Open(path)
					if err != nil {
						b.Fatal(err)
					}
					if err := errors.Join(work(source), source.Close()); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(hour.Seconds()*float64(b.N)/b.Elapsed().Seconds(), "x_real_time")
			})
		}
	}
}

// WAV is written by go-audio/wav.
func BenchmarkWAV(b *testing.B) {
	pcm := make([]int16, recordings.SampleRate)
	for i := range pcm {
		pcm[i] = int16(binary.LittleEndian.Uint16([]byte{byte(i), byte(i >> 8)}))
	}
	b.SetBytes(int64(2 * len(pcm)))
	stream, err := wav.NewStream(recordings.SampleRate)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := stream.Encode(pcm); err != nil {
			b.Fatal(err)
		}
	}
}

// The first bytes of a part of the WAV of an hour, deep in it: of a recording that
// was not listened to for a while, and of one that was.
func BenchmarkPartOfWAV(b *testing.B) {
	audio := hourInSpool(b)
	index := func() *sound.Index {
		x, err := sound.NewIndex(bytes.NewReader(audio))
		if err != nil {
			b.Fatal(err)
		}
		return x
	}
	known := index()
	for name, find := range map[string]func() *sound.Index{"first": index, "again": func() *sound.Index { return known }} {
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				w, err := sound.NewWAV(b.Context(), find(), inMemory(audio), freely, time.Time{})
				if err != nil {
					b.Fatal(err)
				}
				if _, err := w.Seek(w.Size()*int64(i%100)/100, io.SeekStart); err != nil {
					b.Fatal(err)
				}
				if _, err := io.ReadFull(w, make([]byte, 64<<10)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func inMemory(audio []byte) sound.Source {
	return func(context.Context) (io.ReadSeekCloser, error) { return nopCloser{bytes.NewReader(audio)}, nil }
}

type nopCloser struct{ io.ReadSeeker }

func (nopCloser) Close() error { return nil }

func freely(context.Context) (func(), error) { return func() {}, nil }

// listenThrough makes all of audio.wav.
func listenThrough(source io.Reader) error {
	audio, err := io.ReadAll(source)
	if err != nil {
		return err
	}
	x, err := sound.NewIndex(bytes.NewReader(audio))
	if err != nil {
		return err
	}
	w, err := sound.NewWAV(context.Background(), x, inMemory(audio), freely, time.Time{})
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, w)
	return err
}

// drawOnly decodes a recording and draws its waveform.
func drawOnly(source io.Reader) error {
	drawing := sound.NewWaveform(3600 * recordings.SampleRate)
	_, err := sound.Decode(source, func(pcm []int16) error {
		drawing.Write(pcm)
		return nil
	})
	return err
}

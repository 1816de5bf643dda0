package bring_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"practice/problem"
	"practice/recordings"
	"practice/recordings/bring"
	"practice/recordings/memory"
	"practice/recordings/ogg"
	"practice/recordings/sound"
	"practice/recordings/spool"
	"practice/recordings/wav"
)

func FuzzWAV(f *testing.F) {
	f.Add(riff(format(1, 1, 48000, 16), chunk("data", make([]byte, 100))))
	f.Add(riff(extensible(1, pcmGUID), claim("data", 0xffffffff, make([]byte, 101))))
	f.Add(riff(claim("LIST", 0xffffffff, []byte("INFO")), format(3, 2, 8000, 32), chunk("data", make([]byte, 64))))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WAVE" {
			data = append([]byte("RIFF\x00\x00\x00\x00WAVE"), data...)
		}
		fuzzImport(t, data)
	})
}

func FuzzOggImport(f *testing.F) {
	var file bytes.Buffer
	w, err := ogg.NewWriter(&file, ogg.Header{Channels: 1, PreSkip: 312}, 1)
	if err != nil {
		f.Fatal(err)
	}
	for range 60 {
		packet, _ := ogg.AppendSilence(nil, 960)
		if err := w.WritePacket(packet); err != nil {
			f.Fatal(err)
		}
	}
	if _, err := w.Close(w.Granule()); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes(), uint16(6), byte(0))
	f.Add(file.Bytes()[:file.Len()-3], uint16(100), byte(255))
	f.Fuzz(func(t *testing.T, data []byte, at uint16, value byte) {
		// Checksums keep a fuzzer out: pages that are whole get true ones.
		if data = bytes.Clone(data); len(data) > 0 {
			data[int(at)%len(data)] = value
		}
		reseal(data)
		fuzzImport(t, data)
	})
}

func reseal(data []byte) {
	for at := 0; at+27 <= len(data); {
		if string(data[at:at+4]) != "OggS" || at+27+int(data[at+26]) > len(data) {
			at++
			continue
		}
		size := 27 + int(data[at+26])
		for _, l := range data[at+27 : at+size] {
			size += int(l)
		}
		if at+size > len(data) {
			return
		}
		resealed(data[at : at+size])
		at += size
	}
}

// fuzzImport expects of any bytes a refusal in words or a recording whose
// length, file and drawing agree.
func fuzzImport(t *testing.T, data []byte) {
	opened, err := spool.Open(filepath.Join(t.TempDir(), "spool"))
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	store := &memory.Store{}
	importer := bring.New(bring.Config{
		Spool: opened, Store: store, Finished: func(context.Context, string) {}, Log: slog.New(slog.DiscardHandler), Clock: time.Now,
	})
	clip, err := importer.Import(t.Context(), recordings.Clip{ID: "x", CreatedAt: time.Now()}, bytes.NewReader(data))
	if err != nil {
		if refusal, ok := errors.AsType[*problem.Error](err); !ok || refusal.Sentence == "" {
			t.Fatalf("got error %v, want a refusal in words", err)
		}
		return
	}
	if clip.Duration < 0 || clip.Duration > recordings.MaxImportDuration {
		t.Fatalf("got a clip of %v", clip.Duration)
	}
	samples, err := draw(opened, clip)
	if err != nil {
		t.Fatalf("the clip can't be drawn: %v", err)
	}
	if got := time.Duration(samples) * time.Second / 50; got > clip.Duration+time.Second || got < clip.Duration-time.Second {
		t.Fatalf("%v were drawn of a clip of %v", got, clip.Duration)
	}
	file, err := opened.Open("x", clip.Original)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	again, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	same, err := importer.Import(t.Context(), recordings.Clip{ID: "y", CreatedAt: time.Now()}, bytes.NewReader(again))
	if err != nil || same.Duration != clip.Duration {
		t.Fatalf("brought again: %v of %v, want %v", err, same.Duration, clip.Duration)
	}
}

// draw decodes a clip in the spool and returns for how many stretches of 20 ms
// its waveform has a pixel.
func draw(s *spool.Spool, clip recordings.Clip) (int, error) {
	source, err := s.Open(clip.ID, clip.Original)
	if err != nil {
		return 0, err
	}
	defer source.Close()
	var dat bytes.Buffer
	if clip.Original == recordings.AudioWAV {
		file := source.(io.ReaderAt) //nolint:forcetypeassert // a file of the spool
		layout, err := wav.ReadLayout(file, source.Size())
		if err != nil {
			return 0, err
		}
		drawing := sound.NewWaveformAt(layout.Rate, layout.Frames())
		if err := layout.Read(context.Background(), file, drawing.Write); err != nil {
			return 0, err
		}
		_, err = drawing.WriteTo(&dat)
		return (dat.Len() - 24) / 2, err
	}
	drawing := sound.NewWaveform(recordings.SamplesOf(clip.Duration))
	_, err = sound.Decode(source, func(pcm []int16) error {
		drawing.Write(pcm)
		return nil
	})
	if err == nil {
		_, err = drawing.WriteTo(&dat)
	}
	return (dat.Len() - 24) / 2, err
}

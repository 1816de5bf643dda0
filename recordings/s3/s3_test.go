package s3_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"practice/internal/versity"
	"practice/recordings"
	"practice/recordings/blobstest"
	"practice/recordings/s3"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(t *testing.T, config s3.Config) *s3.Store {
	t.Helper()
	store, err := s3.New(config)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return store
}

func configFor(server *versity.Server, bucket string) s3.Config {
	return s3.Config{
		Endpoint: server.Endpoint, Region: versity.Region, Bucket: bucket,
		AccessKey: versity.AccessKey, SecretKey: versity.SecretKey,
	}
}

func TestConformance(t *testing.T) {
	server := versity.Start(t)
	var buckets atomic.Int32
	blobstest.Run(t, func(t *testing.T) recordings.Blobs {
		bucket := server.Bucket(t, fmt.Sprintf("clips-%d", buckets.Add(1)))
		return open(t, configFor(server, bucket))
	})
}

func TestCheckSaysInOneLineWhatIsWrong(t *testing.T) {
	server := versity.Start(t)
	server.Bucket(t, "clips")
	unused := closedAddress(t)
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	encrypted := httptest.NewUnstartedServer(http.NotFoundHandler())
	encrypted.Config.ErrorLog = log.New(io.Discard, "", 0)
	encrypted.StartTLS()
	defer encrypted.Close()
	for _, c := range []struct {
		name   string
		change func(*s3.Config)
		want   []string
	}{
		{"nothing listens", func(c *s3.Config) { c.Endpoint = "http://" + unused }, []string{unused, "refused", "PRACTICE_S3_ENDPOINT"}},
		{"no such name", func(c *s3.Config) { c.Endpoint = "http://no-such-host.invalid" }, []string{"no-such-host.invalid", "unknown", "PRACTICE_S3_ENDPOINT"}},
		{"http, not https", func(c *s3.Config) { c.Endpoint = strings.Replace(plain.URL, "http:", "https:", 1) }, []string{"speaks http", "PRACTICE_S3_ENDPOINT"}},
		{"a certificate nobody knows", func(c *s3.Config) { c.Endpoint = encrypted.URL }, []string{"certificate"}},
		{"unknown access key", func(c *s3.Config) { c.AccessKey = "somebody" }, []string{`"somebody"`, "PRACTICE_S3_ACCESS_KEY"}},
		{"wrong secret", func(c *s3.Config) { c.SecretKey = "not-the-secret" }, []string{"PRACTICE_S3_SECRET_KEY"}},
		{"no such bucket", func(c *s3.Config) { c.Bucket = "elsewhere" }, []string{`"elsewhere"`, "PRACTICE_S3_BUCKET"}},
		{"wrong region", func(c *s3.Config) { c.Region = "eu-north-1" }, []string{`"eu-north-1"`, "PRACTICE_S3_REGION"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := configFor(server, "clips")
			c.change(&config)
			err := open(t, config).Check(t.Context())
			if err == nil {
				t.Fatal("Check: no error")
			}
			for _, want := range append(c.want, config.Endpoint) {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("Check: got %q, want %q in it", err, want)
				}
			}
			for _, unwanted := range []string{"\n", config.SecretKey} {
				if strings.Contains(err.Error(), unwanted) {
					t.Errorf("Check: got %q, want no %q in it", err, unwanted)
				}
			}
		})
	}
}

func TestCheckLeavesNothingInTheBucket(t *testing.T) {
	server := versity.Start(t)
	bucket := server.Bucket(t, "clips")
	if err := open(t, configFor(server, bucket)).Check(t.Context()); err != nil {
		t.Fatalf("Check: %v", err)
	}
	left, err := os.ReadDir(server.Path(bucket, "check"))
	if err != nil && !errors.Is(err, os.ErrNotExist) || len(left) > 0 {
		t.Errorf("after Check: got %v, %v, want nothing", left, err)
	}
}

func TestAMissingBucketIsNotAMissingClip(t *testing.T) {
	server := versity.Start(t)
	server.Bucket(t, "clips")
	for _, c := range []struct {
		name   string
		change func(*s3.Config)
		want   string
	}{
		{"missing bucket", func(c *s3.Config) { c.Bucket = "elsewhere" }, "PRACTICE_S3_BUCKET"},
		{"unknown access key", func(c *s3.Config) { c.AccessKey = "somebody" }, "PRACTICE_S3_ACCESS_KEY"},
		{"wrong secret", func(c *s3.Config) { c.SecretKey = "not-the-secret" }, "PRACTICE_S3"},
	} {
		config := configFor(server, "clips")
		c.change(&config)
		blob, err := open(t, config).Open(t.Context(), "clips/a/audio.ogg")
		if err == nil {
			defer blob.Close()
		}
		if err == nil || errors.Is(err, recordings.ErrNotFound) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Open with %s: got %v, want an error with %s that is not ErrNotFound", c.name, err, c.want)
		}
	}
}

func TestAServerThatIsBackIsUsedAgain(t *testing.T) {
	server := versity.Start(t)
	store := open(t, configFor(server, server.Bucket(t, "clips")))
	server.Kill(t)
	if err := store.Check(t.Context()); err == nil {
		t.Error("Check of a dead server: no error")
	}
	server.Restart(t)
	if err := store.Check(t.Context()); err != nil {
		t.Errorf("Check of the server that is back: %v", err)
	}
}

func TestNothingStaysOfAPutThatTheServerDidNotSurvive(t *testing.T) {
	const key, size = "clips/a/audio.wav", 40 << 20
	for name, finish := range map[string]func(ctx context.Context, store *s3.Store) error{
		"deleted": func(ctx context.Context, store *s3.Store) error { return store.Delete(ctx, key) },
		"put again and deleted": func(ctx context.Context, store *s3.Store) error {
			if err := store.Put(ctx, key, zeros{}, size, "audio/wav"); err != nil {
				return err
			}
			return store.Delete(ctx, key)
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := versity.Start(t)
			bucket := server.Bucket(t, "clips")
			store := open(t, configFor(server, bucket))
			whole := io.LimitReader(zeros{}, 35<<20) // two parts are there, the third is on its way
			dying := io.MultiReader(whole, readFunc(func([]byte) (int, error) { server.Kill(t); return 0, io.ErrUnexpectedEOF }))
			if err := store.Put(t.Context(), key, dying, size, "audio/wav"); err == nil {
				t.Fatal("Put to a dying server: no error")
			}
			if left := filesIn(t, server.Path(bucket, "")); len(left) == 0 {
				t.Fatal("the interrupted put left nothing; the test needs that it does")
			}
			server.Restart(t)
			if err := finish(t.Context(), store); err != nil {
				t.Fatal(err)
			}
			if left := filesIn(t, server.Path(bucket, "")); len(left) > 0 {
				t.Errorf("after the deletion: got %v, want nothing", left)
			}
		})
	}
}

// filesIn lists the files with content, wherever the server keeps them.
func filesIn(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Size() > 0 {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

type readFunc func(p []byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

func TestAnEndpointThatNeverAnswersIsGivenUp(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	store := open(t, s3.Config{Endpoint: "http://" + silent.Addr().String(), Bucket: "clips", AccessKey: "a", SecretKey: "b"})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	err = store.Check(ctx)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "PRACTICE_S3_ENDPOINT") {
		t.Errorf("Check: got %v, want the deadline and PRACTICE_S3_ENDPOINT", err)
	}
}

func TestConfigurationThatCannotBeRight(t *testing.T) {
	right := s3.Config{Endpoint: "https://s3.example.org", Bucket: "b", AccessKey: "a", SecretKey: "secret"}
	for _, c := range []struct {
		change func(*s3.Config)
		want   string
	}{
		{func(c *s3.Config) { c.Endpoint = "" }, "PRACTICE_S3_ENDPOINT"},
		{func(c *s3.Config) { c.Endpoint = "s3.example.org:9000" }, "PRACTICE_S3_ENDPOINT"},
		{func(c *s3.Config) { c.Endpoint = "ftp://s3.example.org" }, "PRACTICE_S3_ENDPOINT"},
		{func(c *s3.Config) { c.Endpoint = "https://s3.example.org/bucket" }, "PRACTICE_S3_ENDPOINT"},
		{func(c *s3.Config) { c.Endpoint = "https://user:secret@s3.example.org" }, "PRACTICE_S3_ENDPOINT"},
		{func(c *s3.Config) { c.Bucket = "" }, "PRACTICE_S3_BUCKET"},
		{func(c *s3.Config) { c.AccessKey = "" }, "PRACTICE_S3_ACCESS_KEY"},
		{func(c *s3.Config) { c.SecretKey = "" }, "PRACTICE_S3_SECRET_KEY"},
	} {
		config := right
		c.change(&config)
		_, err := s3.New(config)
		if err == nil {
			t.Errorf("New(%+v): no error", config)
			continue
		}
		if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), ":secret") {
			t.Errorf("New(%+v): got %q, want %s and no password in it", config, err, c.want)
		}
	}
	if store := open(t, right); strings.Contains(store.String(), "secret") {
		t.Errorf("String(): got %q, want no secret in it", store)
	}
}

func closedAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// A server that hangs in the middle is given up, and one that is only slow is
// not.
func TestAConnectionThatStandsStillIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		here, there := net.Pipe()
		defer here.Close()
		defer there.Close()
		conn := s3.Progressing(here)
		go func() {
			for range 3 { // slowly
				time.Sleep(s3.Stall - time.Second)
				_, _ = there.Write([]byte{1})
			}
		}()
		begun := time.Now()
		n, err := io.Copy(io.Discard, conn)
		if took := time.Since(begun); n != 3 || !errors.Is(err, os.ErrDeadlineExceeded) || took < 3*s3.Stall || took > 5*s3.Stall {
			t.Errorf("read %d bytes in %v, then %v; want 3 and the deadline", n, took, err)
		}
	})
}

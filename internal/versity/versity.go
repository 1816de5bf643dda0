// Package versity starts a real S3 server, versitygw, for tests.
package versity

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// The credentials and region of every server that is started.
const (
	AccessKey = "practice-test"
	SecretKey = "practice-test-secret"
	Region    = "us-east-1"
)

// Server is a running versitygw over a folder of its own.
type Server struct {
	// Endpoint is its URL on the loopback interface.
	Endpoint string

	address string
	folder  string
	program string
	process *exec.Cmd
	exited  chan error
	output  *os.File
}

// Start starts a server on a free loopback port and waits until it answers. It
// ends with the test. A missing versitygw fails the test: what it would have
// checked is not checked otherwise.
func Start(t testing.TB) *Server {
	t.Helper()
	program, err := find()
	if err != nil {
		t.Fatal(err)
	}
	output, err := os.Create(filepath.Join(t.TempDir(), "versitygw.log"))
	if err != nil {
		t.Fatalf("versitygw: %v", err)
	}
	s := &Server{address: freeAddress(t), folder: t.TempDir(), program: program, output: output}
	s.Endpoint = "http://" + s.address
	t.Cleanup(func() {
		s.Kill(t)
		if t.Failed() {
			s.showOutput(t)
		}
		if err := output.Close(); err != nil {
			t.Errorf("versitygw: %v", err)
		}
	})
	s.Restart(t)
	return s
}

// Restart starts the server again where it was, after [Server.Kill].
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	s.process = exec.Command(s.program,
		"--access", AccessKey, "--secret", SecretKey, "--region", Region,
		"--port", s.address, "--health", "/health", "posix", s.folder)
	s.process.Stdout, s.process.Stderr = s.output, s.output
	if err := s.process.Start(); err != nil {
		t.Fatalf("start %s: %v", s.program, err)
	}
	s.exited = make(chan error, 1)
	go func(process *exec.Cmd, exited chan<- error) { exited <- process.Wait() }(s.process, s.exited)
	s.awaitHealth(t)
}

// Kill ends the server at once, as a crash would, and waits until it is gone.
// A server that is down already stays down.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	if s.process == nil {
		return
	}
	if err := s.process.Process.Kill(); err != nil {
		t.Errorf("kill versitygw: %v", err)
	}
	killed := <-s.exited
	t.Logf("versitygw ended: %v", killed)
	s.process = nil
}

// Bucket makes an empty bucket. A folder at the top of the store is one.
func (s *Server) Bucket(t testing.TB, name string) string {
	t.Helper()
	if err := os.Mkdir(filepath.Join(s.folder, name), 0o700); err != nil {
		t.Fatalf("bucket %s: %v", name, err)
	}
	return name
}

// Path is where the server keeps an object on disk, for tests that look at or
// damage what is stored.
func (s *Server) Path(bucket, key string) string {
	return filepath.Join(s.folder, bucket, filepath.FromSlash(key))
}

func (s *Server) awaitHealth(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		err := healthy(ctx, client, s.Endpoint+"/health")
		if err == nil {
			return
		}
		select {
		case exit := <-s.exited:
			s.exited <- exit
			s.showOutput(t)
			t.Fatalf("versitygw ended before it answered: %v", exit)
		case <-ctx.Done():
			s.showOutput(t)
			t.Fatalf("versitygw at %s does not answer: %v", s.Endpoint, err)
		case <-tick.C:
		}
	}
}

func healthy(ctx context.Context, client *http.Client, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %s", response.Status)
	}
	return err
}

func (s *Server) showOutput(t testing.TB) {
	t.Helper()
	const shown = 4096
	output, err := os.ReadFile(s.output.Name())
	if err != nil {
		t.Logf("versitygw's output: %v", err)
		return
	}
	t.Logf("the end of versitygw's output:\n%s", output[max(0, len(output)-shown):])
}

func freeAddress(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("find a free port: %v", err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// binary is the program under test, built once with the race detector if the
// tests have it.
var binary string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "practice-program-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	binary = filepath.Join(folder, "practice")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		os.Exit(1)
	}
	status := m.Run()
	if err := os.RemoveAll(folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(status)
}

// command prepares the program with a clean environment, its own data folder
// and free loopback ports; env overrides.
func command(ctx context.Context, data string, env []string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "PRACTICE_LISTEN=127.0.0.1:0", "PRACTICE_ICE_PORT=0", "PRACTICE_METRICS_LISTEN=127.0.0.1:0", "PRACTICE_DATA=" + data}, env...)
	return cmd
}

// finish runs the program to its end.
func finish(t *testing.T, data string, env []string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var out, complaints bytes.Buffer
	cmd := command(ctx, data, env, args...)
	cmd.Stdout, cmd.Stderr = &out, &complaints
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("run practice %v: %v", args, err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), complaints.String()
}

// program is a serving process.
type program struct {
	t   *testing.T
	cmd *exec.Cmd
	url string
	// operations is where operators ask.
	operations string
	stdout     string
	exited     chan struct{}
	logLock    sync.Mutex
	log        strings.Builder
}

var (
	openLine    = regexp.MustCompile(`open\s+(http\S+)`)
	metricsLine = regexp.MustCompile(`metrics\s+(http\S+)/metrics`)
)

// serve starts the program and waits until it has said where it listens.
func serve(t *testing.T, data string, env ...string) *program {
	t.Helper()
	p := &program{t: t, cmd: command(context.Background(), data, env), exited: make(chan struct{})}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stderr = p
	if err := p.cmd.Start(); err != nil {
		t.Fatalf("start practice: %v", err)
	}
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		p.stdout += lines.Text() + "\n"
		if m := openLine.FindStringSubmatch(lines.Text()); m != nil {
			p.url = strings.Replace(m[1], "localhost", "127.0.0.1", 1)
		}
		if m := metricsLine.FindStringSubmatch(lines.Text()); m != nil {
			p.operations = m[1]
		}
		if strings.Contains(lines.Text(), "voices") {
			break
		}
	}
	go func() {
		defer close(p.exited)
		_, _ = io.Copy(io.Discard, stdout)
		_ = p.cmd.Wait()
	}()
	t.Cleanup(func() { p.stop(syscall.SIGTERM) })
	if p.url == "" {
		t.Fatalf("practice did not say where it listens; stdout: %q, log: %s", p.stdout, p.logged())
	}
	return p
}

// Write collects the log.
func (p *program) Write(b []byte) (int, error) {
	p.logLock.Lock()
	defer p.logLock.Unlock()
	return p.log.Write(b)
}

func (p *program) logged() string {
	p.logLock.Lock()
	defer p.logLock.Unlock()
	return p.log.String()
}

// stop signals the process and returns its exit status.
func (p *program) stop(signal os.Signal) int {
	p.t.Helper()
	select {
	case <-p.exited:
	default:
		_ = p.cmd.Process.Signal(signal)
		select {
		case <-p.exited:
		case <-time.After(40 * time.Second):
			_ = p.cmd.Process.Kill()
			p.t.Errorf("practice did not end within 40 s of %v", signal)
			<-p.exited
		}
	}
	return p.cmd.ProcessState.ExitCode()
}

// get returns status and body of a GET without a cookie.
func (p *program) get(path string) (int, string) {
	p.t.Helper()
	return p.fetch(p.url + path)
}

// operate returns status and body of what operators ask for.
func (p *program) operate(path string) (int, string) {
	p.t.Helper()
	return p.fetch(p.operations + path)
}

func (p *program) fetch(path string) (int, string) {
	p.t.Helper()
	response, err := http.Get(path)
	if err != nil {
		p.t.Fatalf("GET %s: %v", path, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatalf("GET %s: %v", path, err)
	}
	return response.StatusCode, string(body)
}

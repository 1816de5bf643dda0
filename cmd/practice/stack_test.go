package main

import (
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"practice/internal/postgres"
)

// stack is what docker-compose.yml puts beside practice.
type stack struct {
	// practice are the variables for the program.
	practice []string
	// s3 is versitygw's address, bucket the folder of its bucket.
	s3     string
	bucket string
}

// startStack starts a PostgreSQL server and versitygw with the variables of
// the file. PostgreSQL's user and password are those of the test server: the
// image makes them of POSTGRES_USER and POSTGRES_PASSWORD, which is its own
// start-up script's work and can't be done here.
func startStack(t *testing.T, file composeFile) stack {
	t.Helper()
	gateway := file.Services["versitygw"]
	store := t.TempDir()
	address := freeAddress(t)
	s := stack{s3: "http://" + address, bucket: filepath.Join(store, "practice")}
	script := gateway.Entrypoint[len(gateway.Entrypoint)-1]
	if !strings.Contains(script, "mkdir -p "+gateway.Environment["VGW_BACKEND_ARG"]+"/practice") {
		t.Errorf("versitygw's entrypoint %q does not make the bucket", script)
	}
	if err := os.Mkdir(s.bucket, 0o700); err != nil {
		t.Fatal(err)
	}
	env := []string{"PATH=" + os.Getenv("PATH")}
	for name, value := range gateway.Environment {
		if name == "VGW_PORT" {
			value = address
		}
		env = append(env, name+"="+value)
	}
	// The image's entrypoint makes the arguments of these two variables.
	startProcess(t, env, "versitygw", gateway.Environment["VGW_BACKEND"], store)
	awaitStatus(t, s.s3+gateway.Environment["VGW_HEALTH"], http.StatusOK)

	for name, value := range file.Services["practice"].Environment {
		switch name {
		case "PRACTICE_LISTEN", "PRACTICE_ICE_PORT", "PRACTICE_DATA", "PRACTICE_PUBLIC_URL":
			continue // given by serve
		case "PRACTICE_DATABASE_URL":
			value = onServer(t, value, postgres.Start(t).Database(t))
		case "PRACTICE_S3_ENDPOINT":
			if want := "http://versitygw" + gateway.Environment["VGW_PORT"]; value != want {
				t.Errorf("PRACTICE_S3_ENDPOINT is %s, want %s", value, want)
			}
			value = s.s3
		}
		s.practice = append(s.practice, name+"="+value)
	}
	return s
}

// onServer puts the test server's host, user and database in the place of the
// file's and keeps the rest of the URL.
func onServer(t *testing.T, fromFile, fromServer string) string {
	t.Helper()
	u, err := url.Parse(fromFile)
	if err != nil || u.Host != "postgres:5432" || u.User.Username() != "practice" || u.Path != "/practice" {
		t.Fatalf("PRACTICE_DATABASE_URL is %s (%v), want the service postgres, its user and its database", fromFile, err)
	}
	server, err := url.Parse(fromServer)
	if err != nil {
		t.Fatal(err)
	}
	u.Host, u.User, u.Path = server.Host, server.User, server.Path
	return u.String()
}

// startProcess runs a program until the end of the test. It is found on the
// PATH or among the tools of this repository.
func startProcess(t *testing.T, env []string, program string, args ...string) {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		path = filepath.Join("..", "..", ".tools", "bin", program)
	}
	cmd := exec.Command(path, args...)
	cmd.Env = env
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatalf("start %s: %v; run: make tools", program, err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// awaitStatus asks until the answer is the wanted one.
func awaitStatus(t *testing.T, url string, want int) {
	t.Helper()
	await(t, url, func() bool {
		response, err := http.Get(url)
		if err != nil {
			return false
		}
		defer response.Body.Close()
		return response.StatusCode == want
	})
}

// await waits until the condition holds.
func await(t *testing.T, what string, condition func() bool) {
	t.Helper()
	awaitFor(t, 20*time.Second, what, condition)
}

func awaitFor(t *testing.T, patience time.Duration, what string, condition func() bool) {
	t.Helper()
	deadline := time.After(patience)
	again := time.NewTicker(60 * time.Millisecond)
	defer again.Stop()
	for !condition() {
		select {
		case <-again.C:
		case <-deadline:
			t.Fatalf("waited %s for %s", patience, what)
		}
	}
}

func getFrom(t *testing.T, url string) (int, string) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatalf("GET %s: %v", url, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("GET %s: %v", url, err)
	}
	return response.StatusCode, string(body)
}

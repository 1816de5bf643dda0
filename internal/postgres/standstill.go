package postgres

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// StandStill stops the server in the middle of whatever it does (SIGSTOP), as a
// machine does that is out of memory or whose disk hangs: connections stay open
// and nothing is answered. GoOn lets it go on; the end of the test does so too.
func (s *Server) StandStill(t testing.TB) {
	t.Helper()
	t.Cleanup(func() { s.GoOn(t) })
	// The first of them makes the others, so it is stopped before they are listed.
	s.signal(t, s.process.Process.Pid, syscall.SIGSTOP)
	for _, child := range s.children(t) {
		s.signal(t, child, syscall.SIGSTOP)
	}
}

// GoOn ends what StandStill began.
func (s *Server) GoOn(t testing.TB) {
	t.Helper()
	for _, child := range s.children(t) {
		s.signal(t, child, syscall.SIGCONT)
	}
	s.signal(t, s.process.Process.Pid, syscall.SIGCONT)
}

// children are the server's processes beside the first, one a connection and
// some for its own work.
func (s *Server) children(t testing.TB) []int {
	t.Helper()
	pid := s.process.Process.Pid
	list, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		t.Fatalf("list the processes of PostgreSQL: %v", err)
	}
	var children []int
	for field := range strings.FieldsSeq(string(list)) {
		child, err := strconv.Atoi(field)
		if err != nil {
			t.Fatalf("list the processes of PostgreSQL: %v", err)
		}
		children = append(children, child)
	}
	return children
}

func (s *Server) signal(t testing.TB, pid int, signal syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(pid, signal); err != nil {
		t.Errorf("send %v to process %d of PostgreSQL: %v", signal, pid, err)
	}
}

// Restart ends the server as its operator would who does not wait ("fast shutdown",
// SIGINT: everybody is thrown out) and starts it again; meanwhile is called between
// the two.
func (s *Server) Restart(t testing.TB, meanwhile func()) {
	t.Helper()
	s.signal(t, s.process.Process.Pid, syscall.SIGINT)
	if err := s.process.Wait(); err != nil {
		t.Fatalf("end PostgreSQL: %v", err)
	}
	meanwhile()
	bin, err := binaries()
	if err != nil {
		t.Fatal(err)
	}
	credential, err := unprivileged()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.launch(bin, credential); err != nil {
		t.Fatal(err)
	}
}

// Lock keeps a table of a database from everybody, as a long migration or a stuck
// client does, until the returned function is called; the end of the test does so too.
func Lock(t testing.TB, url, table string) (release func()) {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatalf("connect to PostgreSQL: %v", err)
	}
	if _, err := connection.Exec(t.Context(), "BEGIN; LOCK TABLE "+table+" IN ACCESS EXCLUSIVE MODE"); err != nil {
		t.Fatalf("lock %s: %v", table, err)
	}
	release = sync.OnceFunc(func() { _ = connection.Close(context.Background()) })
	t.Cleanup(release)
	return release
}

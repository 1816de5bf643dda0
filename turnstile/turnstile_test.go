package turnstile_test

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"testing"
	"time"

	"practice/turnstile"
)

const refusal = "no room"

// open listens behind a turnstile and returns what it lets in.
func open(t *testing.T, config turnstile.Config) (string, <-chan net.Conn) {
	t.Helper()
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	config.Refusal, config.Log = []byte(refusal), slog.New(slog.DiscardHandler)
	limited := turnstile.New(listener, config)
	in := make(chan net.Conn)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			conn, err := limited.Accept()
			if err != nil {
				return
			}
			in <- conn
		}
	}()
	t.Cleanup(func() {
		_ = limited.Close()
		<-ended
	})
	return listener.Addr().String(), in
}

// dial connects from an address of this machine's own.
func dial(t *testing.T, from, to string) net.Conn {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	conn, err := dialer.DialContext(t.Context(), "tcp", to)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return conn
}

func wantRefused(t *testing.T, conn net.Conn, what string) {
	t.Helper()
	got, err := io.ReadAll(conn)
	if err != nil || !bytes.Equal(got, []byte(refusal)) {
		t.Errorf("%s: got %q, %v; want %q and the end", what, got, err, refusal)
	}
}

func TestOnlySoManyComeIn(t *testing.T) {
	to, in := open(t, turnstile.Config{All: 3, PerAddress: 2})
	var inside []net.Conn
	for range 2 {
		dial(t, "127.0.0.1", to)
		inside = append(inside, <-in)
	}
	wantRefused(t, dial(t, "127.0.0.1", to), "a third of one address")
	dial(t, "127.0.0.2", to)
	inside = append(inside, <-in)
	wantRefused(t, dial(t, "127.0.0.3", to), "a fourth in all")
	for range 2 { // closing twice gives one place back
		if err := inside[0].Close(); err != nil && inside[0] == nil {
			t.Fatal(err)
		}
	}
	dial(t, "127.0.0.1", to)
	<-in
	wantRefused(t, dial(t, "127.0.0.1", to), "a third of one address again")
}

// Through a proxy everybody comes from one address.
func TestAProxyIsNotCountedByItself(t *testing.T) {
	to, in := open(t, turnstile.Config{All: 3, PerAddress: 1, Exempt: func(a netip.Addr) bool { return a == netip.MustParseAddr("127.0.0.9") }})
	for range 3 {
		dial(t, "127.0.0.9", to)
		<-in
	}
	wantRefused(t, dial(t, "127.0.0.9", to), "a fourth in all")
}

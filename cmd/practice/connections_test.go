package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// raw is a connection of which the test decides each byte.
type raw struct {
	t *testing.T
	*net.TCPConn
}

// connect opens a connection that everything has to happen on within a time.
func connect(t *testing.T, p *program, within time.Duration) *raw {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(within)); err != nil {
		t.Fatal(err)
	}
	return &raw{t, conn.(*net.TCPConn)} //nolint:forcetypeassert // network "tcp" gives no other type
}

// ask sends the head of a request.
func (c *raw) ask(method, path string, length int) {
	c.t.Helper()
	c.send(fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", method, path, c.RemoteAddr(), length))
}

func (c *raw) send(text string) {
	c.t.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		c.t.Errorf("send %.40q: %v", text, err)
	}
}

// wantAnswer reads an answer with this status.
func (c *raw) wantAnswer(status int) {
	c.t.Helper()
	response, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		c.t.Errorf("no answer: %v", err)
		return
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if response.StatusCode != status || err != nil {
		c.t.Errorf("got %d %s (%v), want %d", response.StatusCode, body, err, status)
	}
}

// wantEnd waits until the server has closed the connection.
func (c *raw) wantEnd(what string) {
	c.t.Helper()
	if _, err := io.Copy(io.Discard, c); errors.Is(err, os.ErrDeadlineExceeded) {
		c.t.Errorf("%s: the connection is still open", what)
	}
}

// drip sends so many bytes, one stretch after the other at a rate, unless the server
// has had enough.
func (c *raw) drip(total, stretch int, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for sent := 0; sent < total; <-tick.C {
		n, err := io.WriteString(c, strings.Repeat(" ", min(stretch, total-sent)))
		if err != nil {
			return
		}
		sent += n
	}
}

// Nobody holds a connection up: neither who announces a body and sends none, nor
// who sends a byte now and then, nor who takes nothing of the answer. Who is slow
// but goes on is served.
func TestConnectionsThatStandStillAreClosed(t *testing.T) {
	p := serve(t, t.TempDir())
	const patience = 45 * time.Second
	var all sync.WaitGroup
	for range 50 {
		c := connect(t, p, 20*time.Second)
		c.ask("POST", "/api/v1/sessions", 1000)
		all.Go(func() {
			c.wantAnswer(http.StatusUnauthorized)
			c.wantEnd("a body that nobody reads")
		})
	}
	for name, do := range map[string]func(c *raw){
		"a head that drips": func(c *raw) {
			c.send("GET / HTTP/1.1\r\nX: ")
			c.drip(40, 1, time.Second)
		},
		"a body that drips": func(c *raw) {
			c.ask("POST", "/api/v1/sign-in", 1000)
			c.drip(42, 1, time.Second)
		},
		"a body that stops": func(c *raw) {
			c.ask("POST", "/api/v1/sign-in", 1000)
			c.send("{")
			c.wantAnswer(http.StatusRequestTimeout)
		},
		"a reader that stops": func(c *raw) {
			for c.tried() == nil { // until the server has closed the connection
			}
		},
	} {
		c := connect(t, p, patience)
		all.Go(func() {
			do(c)
			c.wantEnd(name)
		})
	}
	slow := connect(t, p, patience)
	all.Go(func() {
		const size, last = 22_000, `{"token":"none"}`
		slow.ask("POST", "/api/v1/sign-in", size)
		slow.drip(size-len(last), 160, 250*time.Millisecond)
		slow.send(last)
		slow.wantAnswer(http.StatusNotFound)
	})
	all.Wait()
	if log := p.logged(); !strings.Contains(log, `msg="request goes on" method=POST route=/api/v1/sign-in`) {
		t.Errorf("the log does not have the requests that last: %s", log)
	}
}

// tried asks for something large and does not read it.
func (c *raw) tried() error {
	_, err := fmt.Fprintf(c, "GET /api/v1/openapi.json HTTP/1.1\r\nHost: %s\r\n\r\n", c.RemoteAddr())
	return err
}

// A body of which less comes than was announced is the client's fault.
func TestABrokenBodyIsTheClientsFault(t *testing.T) {
	p := serve(t, t.TempDir())
	for _, path := range []string{"/api/v1/sign-in", "/api/v1/invites/accept"} {
		c := connect(t, p, 20*time.Second)
		c.ask("POST", path, 100)
		c.send(`{"token":`)
		if err := c.CloseWrite(); err != nil {
			t.Fatal(err)
		}
		c.wantAnswer(http.StatusBadRequest)
	}
}

// One address has only so many connections, the voices' port included.
func TestOneAddressHasOnlySoManyConnections(t *testing.T) {
	p := serve(t, t.TempDir(), "PRACTICE_ADDRESS_CONNECTIONS=10")
	for range 10 {
		c := connect(t, p, 20*time.Second)
		c.ask("GET", "/healthz", 0)
		c.wantAnswer(http.StatusOK)
	}
	c := connect(t, p, 20*time.Second)
	c.wantAnswer(http.StatusServiceUnavailable)
	c.wantEnd("one too many")
}

// Through a proxy that is stated many come from one address.
func TestAStatedProxyHasMoreConnections(t *testing.T) {
	p := serve(t, t.TempDir(), "PRACTICE_ADDRESS_CONNECTIONS=1", "PRACTICE_TRUSTED_PROXIES=127.0.0.0/8")
	for range 5 {
		c := connect(t, p, 20*time.Second)
		c.ask("GET", "/healthz", 0)
		c.wantAnswer(http.StatusOK)
	}
}

// Behind a proxy, which has all the connections, an address has no more requests at
// once than it has connections without one; sockets count as long as they are open.
// Another address has its own.
func TestAnAddressBehindAProxyHasOnlySoManyRequestsAtOnce(t *testing.T) {
	p := serve(t, t.TempDir(), "PRACTICE_ADDRESS_CONNECTIONS=5", "PRACTICE_TRUSTED_PROXIES=127.0.0.0/8")
	held := make([]*raw, 5)
	for i := range held {
		held[i] = connect(t, p, 20*time.Second)
		held[i].send(fmt.Sprintf("POST /api/v1/sign-in HTTP/1.1\r\nHost: %s\r\nX-Forwarded-For: 192.0.2.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{", held[i].RemoteAddr()))
	}
	await(t, "the sixth request at once to be refused", func() bool {
		return askAs(t, p, "192.0.2.1", "", http.MethodGet, "/healthz", "") == http.StatusTooManyRequests
	})
	if got := askAs(t, p, "192.0.2.2", "", http.MethodGet, "/healthz", ""); got != http.StatusOK {
		t.Errorf("another address: got %d, want %d", got, http.StatusOK)
	}
	for _, c := range held {
		must(t, c.Close())
	}
	await(t, "the address to be answered again", func() bool {
		return askAs(t, p, "192.0.2.1", "", http.MethodGet, "/healthz", "") == http.StatusOK
	})
}

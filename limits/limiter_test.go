package limits_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"runtime"
	"testing"
	"time"

	"practice/limits"
	"practice/problem"
)

// clock is a time that the test moves.
type clock struct{ now time.Time }

func (c *clock) read() time.Time { return c.now }

func newClock() *clock { return &clock{time.Date(2026, 10, 5, 12, 0, 0, 0, time.UTC)} }

func from(address string) *http.Request { return &http.Request{RemoteAddr: address} }

// wantRefused compares the refusal with the seconds that it tells; 0 is none.
func wantRefused(t *testing.T, what string, err error, seconds string) {
	t.Helper()
	if seconds == "" {
		if err != nil {
			t.Errorf("%s: got %v, want no refusal", what, err)
		}
		return
	}
	if !errors.Is(err, problem.RateLimited) {
		t.Errorf("%s: got %v, want a refusal", what, err)
		return
	}
	if got := problem.Of(err).Document().GetHeaders().Get("Retry-After"); got != seconds {
		t.Errorf("%s: told to wait %q seconds, want %q", what, got, seconds)
	}
}

func TestABucketEmptiesAndFills(t *testing.T) {
	c := newClock()
	l := limits.New(limits.Table{
		limits.Make: {Person: limits.Rate{PerSecond: 0.5, Burst: 2}, Address: limits.Rate{PerSecond: 1, Burst: 3}},
		limits.Read: {Address: limits.Rate{PerSecond: 1, Burst: 1}},
	}, nil, c.read)
	person := func(what, seconds string) {
		t.Helper()
		wantRefused(t, what, l.Person(limits.Make, "ada"), seconds)
	}
	person("first", "")
	person("second", "")
	person("third", "2")
	person("third again, which costs nothing", "2")
	c.now = c.now.Add(1500 * time.Millisecond)
	person("a little early", "1")
	c.now = c.now.Add(500 * time.Millisecond)
	person("when told", "")
	person("and no more", "2")
	wantRefused(t, "another person", l.Person(limits.Make, "bob"), "")
	wantRefused(t, "a kind without a limit for persons", l.Person(limits.Read, "ada"), "")
	for range 3 {
		wantRefused(t, "an address", l.Address(limits.Make, from("192.0.2.1:1000")), "")
	}
	wantRefused(t, "the address from another port", l.Address(limits.Make, from("192.0.2.1:2000")), "1")
	wantRefused(t, "the address for another kind", l.Address(limits.Read, from("192.0.2.1:2000")), "")
	wantRefused(t, "another address", l.Address(limits.Make, from("192.0.2.2:1000")), "")
	c.now = c.now.Add(time.Hour)
	person("an hour later", "")
}

func TestOnlySoManyAreUnderWayAtOnce(t *testing.T) {
	l := limits.New(limits.Table{limits.Piece: {Person: limits.Rate{PerSecond: 1, Burst: 10}, AtOnce: 2}}, nil, newClock().read)
	begin := func(what, who, seconds string) func() {
		t.Helper()
		done, err := l.Begin(limits.Piece, who)
		wantRefused(t, what, err, seconds)
		return done
	}
	first := begin("first", "ada", "")
	begin("second", "ada", "")
	begin("third", "ada", "1")
	begin("another's", "bob", "")
	first()
	begin("one more when the first is over", "ada", "")
	begin("and no more", "ada", "1")
	for range 100 {
		if _, err := l.Begin(limits.Read, "ada"); err != nil {
			t.Fatalf("a kind without a bound: %v", err)
		}
	}
}

// A household has all addresses of its network.
// TestOnlySoManyOfAnAddressAreUnderWayAtOnce, whoever they are of; a proxy that does
// not say whose they are is nobody's.
func TestOnlySoManyOfAnAddressAreUnderWayAtOnce(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	l := limits.New(limits.Table{limits.Any: {AddressAtOnce: 2}}, proxies, newClock().read)
	behind := func(address string) *http.Request {
		r := from("10.0.0.1:1000")
		r.Header = http.Header{"X-Forwarded-For": {address}}
		return r
	}
	first, err := l.BeginOf(limits.Any, behind("192.0.2.1"))
	wantRefused(t, "first", err, "")
	_, err = l.BeginOf(limits.Any, from("192.0.2.1:1000"))
	wantRefused(t, "second", err, "")
	_, err = l.BeginOf(limits.Any, behind("192.0.2.1"))
	wantRefused(t, "third", err, "1")
	_, err = l.BeginOf(limits.Any, behind("192.0.2.2"))
	wantRefused(t, "another address", err, "")
	for range 3 {
		_, err = l.BeginOf(limits.Any, from("10.0.0.1:1000"))
		wantRefused(t, "the proxy", err, "")
	}
	first()
	first()
	_, err = l.BeginOf(limits.Any, behind("192.0.2.1"))
	wantRefused(t, "when one is over", err, "")
	_, err = l.BeginOf(limits.Any, behind("192.0.2.1"))
	wantRefused(t, "and no more", err, "1")
}

// TestWhoDoesNotHeedARefusalShutsNobodyOut who shares their address.
func TestWhoDoesNotHeedARefusalShutsNobodyOut(t *testing.T) {
	c := newClock()
	l := limits.New(limits.Table{limits.Read: {Person: limits.Rate{PerSecond: 1, Burst: 3}, Address: limits.Rate{PerSecond: 10, Burst: 30}}}, nil, c.read)
	ask := func(who string) error {
		if err := l.AddressBy(limits.Read, from("192.0.2.1:1000"), "cookie of "+who); err != nil {
			return err
		}
		return l.PersonBy(limits.Read, who, "cookie of "+who)
	}
	answered := 0
	for range 1000 {
		if ask("ada") == nil {
			answered++
		}
	}
	if answered != 3 {
		t.Errorf("ada was answered %d times, want 3", answered)
	}
	wantRefused(t, "ada once more", ask("ada"), "1")
	wantRefused(t, "bob beside her", ask("bob"), "")
	c.now = c.now.Add(time.Second)
	wantRefused(t, "ada when told", ask("ada"), "")
}

func TestIPv6CountsByItsNetwork(t *testing.T) {
	l := limits.New(limits.Table{limits.Make: {Address: limits.Rate{PerSecond: 1, Burst: 1}}}, nil, newClock().read)
	wantRefused(t, "first", l.Address(limits.Make, from("[2001:db8:0:1::1]:80")), "")
	wantRefused(t, "a neighbour", l.Address(limits.Make, from("[2001:db8:0:1:ffff::2]:80")), "1")
	wantRefused(t, "another network", l.Address(limits.Make, from("[2001:db8:0:2::1]:80")), "")
	wantRefused(t, "IPv4", l.Address(limits.Make, from("192.0.2.1:80")), "")
	wantRefused(t, "IPv4 written as IPv6", l.Address(limits.Make, from("[::ffff:192.0.2.1]:80")), "1")
}

// TestAMillionAddressesTakeBoundedMemory, and whoever is over the limit stays so
// while they go on asking.
func TestAMillionAddressesTakeBoundedMemory(t *testing.T) {
	c := newClock()
	l := limits.New(limits.Default(), nil, c.read)
	before := heap()
	var refused int
	for i := range 1_000_000 {
		address := netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})
		if l.Address(limits.Read, from(address.String()+":80")) != nil {
			t.Fatalf("%s was refused at once", address)
		}
		if i%100 == 0 && l.Address(limits.Redeem, from("192.0.2.1:80")) != nil {
			refused++
		}
	}
	if want := 10_000 - limits.Default()[limits.Redeem].Address.Burst; refused != want {
		t.Errorf("the one who floods was refused %d times, want %d", refused, want)
	}
	const most = 64 << 20
	if grown := heap() - before; grown > most {
		t.Errorf("a million addresses take %d MiB, want at most %d", grown>>20, most>>20)
	}
	runtime.KeepAlive(l)
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestWhoeverIsRefusedIsForgottenWhenTheyMayAskAgain: nobody is kept for ever.
func TestWhoeverIsRefusedIsForgottenWhenTheyMayAskAgain(t *testing.T) {
	c := newClock()
	l := limits.New(limits.Default(), nil, c.read)
	for i := range 1000 {
		wantRefused(t, "first", l.Person(limits.Make, fmt.Sprint("user ", i)), "")
	}
	if got := l.Kept(); got != 1000 {
		t.Errorf("got %d buckets, want 1000", got)
	}
	for range 2 {
		c.now = c.now.Add(time.Hour)
		wantRefused(t, "somebody else", l.Person(limits.Make, "somebody"), "")
	}
	if got := l.Kept(); got != 1 {
		t.Errorf("two hours later: got %d buckets, want 1", got)
	}
}

// TestEveryKindHasALimit, and thirty people behind one address have room for what
// each does ordinarily.
func TestEveryKindHasALimit(t *testing.T) {
	table := limits.Default()
	for kind, limit := range table {
		if err := table.Check(kind); err != nil {
			t.Error(err)
		}
		if p, a := limit.Person, limit.Address; a.Burst > 0 && (a.Burst < p.Burst || a.PerSecond < p.PerSecond) {
			t.Errorf("%s: an address has less than one person: %+v", kind, limit)
		}
	}
	if table.Check("another") == nil {
		t.Error("a kind nobody thought of has a limit")
	}
}

// TestOrdinaryUseMeetsNoLimit: what pages do at their busiest, for thirty people
// behind one address.
func TestOrdinaryUseMeetsNoLimit(t *testing.T) {
	c := newClock()
	l := limits.New(limits.Default(), nil, c.read)
	everybody := func(what string, kind limits.Kind, times int) {
		t.Helper()
		for n := range 30 {
			for range times {
				wantRefused(t, what, errors.Join(l.Address(kind, from("192.0.2.1:80")), l.Person(kind, fmt.Sprint(n))), "")
			}
		}
	}
	everybody("opens the page", limits.Page, 40)
	everybody("redeems an invite", limits.Redeem, 1)
	everybody("looks around", limits.Read, 30)
	for second := range 30 { // a server that restarts
		everybody("connects again", limits.Connect, 1-second%2)
		everybody("says hello, offers, tells candidates", limits.Message, 10)
		everybody("sends pieces of the copy", limits.Piece, 1)
		everybody("seeks in a clip", limits.Media, 10)
		c.now = c.now.Add(time.Second)
	}
}

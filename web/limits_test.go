package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"practice/limits"
	"practice/people"
	problems "practice/problem"
	"practice/web"
)

// strict is a table with as little as can be: a burst for a person and a larger
// one for an address.
func strict(person, address int) limits.Table {
	table := limits.Table{}
	for kind := range limits.Default() {
		table[kind] = limits.Limit{Person: limits.Rate{PerSecond: 0.1, Burst: person}, Address: limits.Rate{PerSecond: 0.1, Burst: address}}
	}
	return table
}

// limited lets the server work by another table, behind a proxy at loopback.
func limited(table limits.Table) func(*web.Config) {
	return func(c *web.Config) {
		proxies := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
		c.API.Limits = limits.New(table, proxies, c.API.Clock)
	}
}

// wantLimited checks a refusal: RFC 6585 section 4 and RFC 9110 section 10.2.3.
func wantLimited(t *testing.T, what string, a answer) {
	t.Helper()
	after, err := strconv.Atoi(a.Header.Get("Retry-After"))
	p := in[problem](t, a)
	if a.StatusCode != http.StatusTooManyRequests || err != nil || after < 1 || after > 10 || p.Code != "rate_limited" {
		t.Errorf("%s: got status %d, Retry-After %q and %s", what, a.StatusCode, a.Header.Get("Retry-After"), a.body)
	}
}

// example is a request for a route of the table.
func example(w *world, operations map[string][2]string, route web.Route) (method, path string) {
	w.t.Helper()
	method, path = http.MethodGet, route.Pattern
	if operation, is := operations[route.Pattern]; is {
		method, path = operation[0], "/api/v1"+operation[1]
	} else if m, p, found := strings.Cut(path, " "); found {
		method, path = m, p
	}
	return method, strings.NewReplacer("{id}", "x", "{token}", "x", "{$}", "").Replace(path)
}

// TestEveryRouteHasALimit walks the whole route table: each is refused to whoever
// asks too often, by their address, and where somebody is known, by who they are.
func TestEveryRouteHasALimit(t *testing.T) {
	const burst = 3
	probe := newWorld(t)
	operations := operationsOf(probe)
	routes := probe.server.Routes()
	if len(routes) < len(operations)+10 {
		t.Fatalf("the table has %d routes, %d of them operations", len(routes), len(operations))
	}
	byAddress := newWorld(t, limited(strict(1000, burst)))
	var byPerson *world
	byPerson = newWorld(t, limited(strict(burst, 1000)), func(c *web.Config) {
		c.WHIP = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if _, err := byPerson.server.Authenticate(r); err != nil {
				problems.Of(err).Document().Write(rw)
			}
		})
	})
	token := "secret"
	ada := people.User{ID: "ada", Name: "Ada", CreatedAt: byPerson.clock()}
	byPerson.must(byPerson.store.CreateUser(t.Context(), ada))
	byPerson.must(byPerson.store.CreateAPIToken(t.Context(), people.APIToken{ID: "t", UserID: ada.ID, Name: "t", TokenHash: people.HashToken(token), CreatedAt: byPerson.clock()}))
	for i, route := range routes {
		method, path := example(probe, operations, route)
		from := fmt.Sprintf("192.0.2.%d", i)
		for range burst {
			if a := byAddress.browser().do(method, path, "", "X-Forwarded-For", from); a.StatusCode == http.StatusTooManyRequests {
				t.Errorf("%s: refused before its limit", route.Pattern)
			}
		}
		wantLimited(t, route.Pattern+" from one address", byAddress.browser().do(method, path, "", "X-Forwarded-For", from))
	}
	program := byPerson.browser()
	program.bearer = token
	for _, route := range routes {
		method, path := example(probe, operations, route)
		if _, is := operations[route.Pattern]; !is && route.Kind != limits.Connect && route.Kind != limits.Program {
			continue // a page or a probe: nobody is known
		}
		if route.Pattern == "signOut" {
			continue // it asks nobody who they are
		}
		refused := slices.ContainsFunc(make([]int, burst+1), func(int) bool {
			return program.do(method, path, "").StatusCode == http.StatusTooManyRequests
		})
		if !refused {
			t.Errorf("%s: one person was never refused", route.Pattern)
		}
	}
}

// TestAFloodOfProgramsKeepsNobodyFromStopping: what ends a program's recording is
// counted by itself, and refusals have the headers of every answer.
func TestAFloodOfProgramsKeepsNobodyFromStopping(t *testing.T) {
	w := newWorld(t, limited(strict(1000, 3)))
	var refused answer
	for range 4 {
		refused = w.browser().do("POST", "/whip", "")
	}
	wantLimited(t, "POST /whip", refused)
	if refused.Header.Get("Access-Control-Allow-Origin") != "*" || refused.Header.Get("Content-Security-Policy") == "" {
		t.Errorf("the refusal has the headers %v, want it readable by every origin and with a content policy", refused.Header)
	}
	w.browser().want(http.StatusOK, "DELETE", "/whip/session", "")
	w.browser().want(http.StatusTooManyRequests, "PATCH", "/whip/session", "")
}

// operationsOf returns method and path of each operation, by its ID.
func operationsOf(w *world) map[string][2]string {
	w.t.Helper()
	type operation struct {
		ID string `json:"operationId"`
	}
	described := in[struct {
		Paths map[string]map[string]operation
	}](w.t, w.browser().want(http.StatusOK, "GET", "/api/v1/openapi.json", ""))
	operations := map[string][2]string{}
	for path, methods := range described.Paths {
		for method, o := range methods {
			operations[o.ID] = [2]string{strings.ToUpper(method), path}
		}
	}
	return operations
}

// TestARouteNeedsALimit: a server with a kind that nobody gave one does not start.
func TestARouteNeedsALimit(t *testing.T) {
	table := limits.Default()
	delete(table, limits.Media)
	w := newWorld(t)
	config := w.config
	config.Registerer = prometheus.NewRegistry()
	config.API.Limits = limits.New(table, nil, w.clock)
	_, err := web.New(config)
	if err == nil || !strings.Contains(err.Error(), `"media"`) {
		t.Errorf("got %v, want an error about media", err)
	}
}

// TestNobodyMakes800Rooms in a moment, from whichever tab or address.
func TestNobodyMakes800Rooms(t *testing.T) {
	w := newWorld(t, func(c *web.Config) { c.API.Quotas = people.Quotas{Rooms: 30} })
	ada, _ := w.signedIn("Ada")
	var made, told, limited int
	var counting sync.Mutex
	var tabs sync.WaitGroup
	for range 8 {
		tabs.Go(func() {
			for range 100 {
				a := ada.do("POST", "/api/v1/sessions", solo)
				counting.Lock()
				switch a.StatusCode {
				case http.StatusCreated:
					made++
				case http.StatusConflict:
					told++
				case http.StatusTooManyRequests:
					limited++
				default:
					t.Errorf("got status %d with %s", a.StatusCode, a.body)
				}
				counting.Unlock()
			}
		})
	}
	tabs.Wait()
	if burst := limits.Default()[limits.Make].Person.Burst; made != 30 || made+told > burst || limited < 800-burst {
		t.Errorf("of 800 rooms %d were made, %d refused by the quota, %d by the rate; want 30 made, and at most %d by the rate", made, told, limited, burst)
	}
	w.pass(people.LobbyCounts)
	ada.create(solo) // lobbies that never started count for a day
}

// TestOneInviteMakesFewGuests, however many ask at once, and however many it would
// let in.
func TestOneInviteMakesFewGuests(t *testing.T) {
	w := newWorld(t, func(c *web.Config) { c.API.Quotas = people.Quotas{Guests: 2} })
	ada, _ := w.signedIn("Ada")
	invites := "/api/v1/sessions/" + ada.create(paired).ID + "/invites"
	made := in[struct{ URL string }](t, ada.want(http.StatusCreated, "POST", invites, `{"role":"observer","uses":20,"knock":true}`))
	_, token, _ := strings.Cut(made.URL, "#")
	var counting sync.Mutex
	got := map[string]int{}
	var asking sync.WaitGroup
	for range 200 {
		asking.Go(func() {
			a := w.browser().do("POST", "/api/v1/invites/accept", `{"token":"`+token+`","name":"Gus"}`)
			code := in[problem](t, a).Code
			counting.Lock()
			defer counting.Unlock()
			got[code]++
		})
	}
	asking.Wait()
	burst := limits.Default()[limits.Redeem].Address.Burst
	if want := map[string]int{"": 2, "guests_quota": burst - 2, "rate_limited": 200 - burst}; !maps.Equal(got, want) {
		t.Errorf("200 redeemed at once: got codes %v, want %v", got, want)
	}
}

// TestWhoDoesNotHeedARefusalShutsNobodyOut who comes from the same address, by the API
// or by a socket.
func TestWhoDoesNotHeedARefusalShutsNobodyOut(t *testing.T) {
	w := newWorld(t)
	ada, _ := w.signedIn("Ada")
	bob, _ := w.signedIn("Bob")
	for _, ask := range []struct {
		path string
		kind limits.Kind
	}{{"/api/v1/formats", limits.Read}, {"/api/v1/sessions/x/socket", limits.Connect}} {
		refused := 0
		for range limits.Default()[ask.kind].Address.Burst + 100 {
			if ada.do("GET", ask.path, "").StatusCode == http.StatusTooManyRequests {
				refused++
			}
		}
		if refused == 0 {
			t.Errorf("%s: a flood was answered", ask.path)
		}
		bob.want(http.StatusOK, "GET", ask.path, "")
	}
}

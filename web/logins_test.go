package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"practice/people"
	"practice/web"
)

// TestASignInLinkWorksOnce covers the link's whole life.
func TestASignInLinkWorksOnce(t *testing.T) {
	w := newWorld(t)
	token := w.signInLink(people.SignInLink{Name: "Ada"})
	b := w.browser()
	b.want(http.StatusUnauthorized, "GET", "/api/v1/me", "")
	b.want(http.StatusOK, "POST", "/api/v1/sign-in", `{"token":"`+token+`"}`)
	if got, want := in[user](t, b.want(http.StatusOK, "GET", "/api/v1/me", "")).Name, "Ada"; got != want {
		t.Errorf("name: got %q, want %q", got, want)
	}
	wantProblem(t, w.browser().want(http.StatusNotFound, "POST", "/api/v1/sign-in", `{"token":"`+token+`"}`))

	late := w.signInLink(people.SignInLink{Name: "Bob"})
	w.pass(people.SignInLinkLifetime)
	wantProblem(t, w.browser().want(http.StatusGone, "POST", "/api/v1/sign-in", `{"token":"`+late+`"}`))
}

// TestSigningOutForgetsTheLogin sends the old cookie again.
func TestSigningOutForgetsTheLogin(t *testing.T) {
	w := newWorld(t)
	ada, _ := w.signedIn("Ada")
	kept := cookieOf(t, ada)
	if got, want := ada.want(http.StatusNoContent, "POST", "/api/v1/sign-out", "").Header.Get("Clear-Site-Data"), `"cache"`; got != want {
		// "storage" would have the copies of recordings that were not sent yet.
		t.Errorf("the browser is told to forget %s, want %s", got, want)
	}
	ada.want(http.StatusUnauthorized, "GET", "/api/v1/me", "")
	w.browser().want(http.StatusUnauthorized, "GET", "/api/v1/me", "", "Cookie", kept)
}

// TestASignInRenewsTheLogin: a login that somebody planted before a sign-in
// must not open anything after it, and a guest keeps the user.
func TestASignInRenewsTheLogin(t *testing.T) {
	w := newWorld(t)
	ada, _ := w.signedIn("Ada")
	guest := w.browser()
	guest.join(ada.invite(ada.create(paired).ID), "Gus")
	before, planted := in[user](t, guest.want(http.StatusOK, "GET", "/api/v1/me", "")), cookieOf(t, guest)
	if !before.Guest {
		t.Fatalf("got %+v, want a guest", before)
	}
	token := w.signInLink(people.SignInLink{Name: "Gustav"})
	guest.want(http.StatusOK, "POST", "/api/v1/sign-in", `{"token":"`+token+`"}`)
	after := in[user](t, guest.want(http.StatusOK, "GET", "/api/v1/me", ""))
	if after.ID != before.ID || after.Guest {
		t.Errorf("after the sign-in: got %+v, want the same user as %+v, no guest any more", after, before)
	}
	w.browser().want(http.StatusUnauthorized, "GET", "/api/v1/me", "", "Cookie", planted)
}

// TestALoginIsExtendedByUse and lasts 400 days without.
func TestALoginIsExtendedByUse(t *testing.T) {
	w := newWorld(t)
	ada, _ := w.signedIn("Ada")
	if got := ada.want(http.StatusOK, "GET", "/api/v1/me", "").Cookies(); len(got) != 0 {
		t.Errorf("at once: got cookies %v, want none", got)
	}
	w.pass(25 * time.Hour)
	if got := ada.want(http.StatusOK, "GET", "/api/v1/me", "").Cookies(); len(got) != 1 || got[0].MaxAge != int((400*24*time.Hour).Seconds()) {
		t.Errorf("after a day: got cookies %v, want one for 400 days", got)
	}
	if got := ada.want(http.StatusOK, "GET", "/api/v1/me", "").Cookies(); len(got) != 0 {
		t.Errorf("at once after the extension: got cookies %v, want none", got)
	}
}

// TestHTTPSMakesTheLoginSecure: the cookie never travels over plain http.
func TestHTTPSMakesTheLoginSecure(t *testing.T) {
	w := newWorld(t, overHTTPS)
	token := w.signInLink(people.SignInLink{Name: "Ada"})
	cookies := w.browser().want(http.StatusOK, "POST", "/api/v1/sign-in", `{"token":"`+token+`"}`).Cookies()
	if len(cookies) != 1 || !cookies[0].Secure || cookies[0].Name != "__Host-practice_login" || cookies[0].Path != "/" || cookies[0].Domain != "" {
		t.Errorf("got cookies %v, want one that is Secure and this host's alone", cookies)
	}
	// The name without the prefix is one that other hosts of the domain can plant.
	w.browser().want(http.StatusUnauthorized, "GET", "/api/v1/me", "", "Cookie", "practice_login="+cookies[0].Value)
	w.browser().want(http.StatusOK, "GET", "/api/v1/me", "", "Cookie", "__Host-practice_login="+cookies[0].Value)
}

func overHTTPS(c *web.Config) { c.API.PublicURL = &url.URL{Scheme: "https", Host: "practice.test"} }

// TestACookieOfAnOlderProgramKeepsPeopleSignedIn, and gets its present name; a while
// later the name before opens nothing.
func TestACookieOfAnOlderProgramKeepsPeopleSignedIn(t *testing.T) {
	old := newWorld(t)
	_, ada := old.signedIn("Ada")
	// What an older program stored has nothing but the user.
	manager := &scs.SessionManager{Store: old.logins, Codec: scs.GobCodec{}, HashTokenInStore: true, Lifetime: time.Hour}
	ctx, err := manager.Load(t.Context(), "")
	old.must(err)
	manager.Put(ctx, "user", ada.ID)
	token, _, err := manager.Commit(ctx)
	old.must(err)
	w := newWorld(t, overHTTPS, func(c *web.Config) { c.API.Store, c.Logins = old.store, old.logins })
	cookie := "practice_login=" + token
	moved := w.browser().want(http.StatusOK, "GET", "/api/v1/me", "", "Cookie", cookie).Cookies()
	if len(moved) != 1 || moved[0].Name != "__Host-practice_login" {
		t.Fatalf("got cookies %v, want the login under its present name", moved)
	}
	w.browser().want(http.StatusOK, "GET", "/api/v1/me", "", "Cookie", cookie) // of the same page, on its way already
	w.pass(2 * time.Minute)
	w.browser().want(http.StatusUnauthorized, "GET", "/api/v1/me", "", "Cookie", cookie)
	w.browser().want(http.StatusOK, "GET", "/api/v1/me", "", "Cookie", "__Host-practice_login="+moved[0].Value)
}

// TestALoginEnds, however much it is used. A guest's ends earlier, see
// [TestAGuestsLoginEnds].
func TestALoginEnds(t *testing.T) {
	const end = 90 * 24 * time.Hour
	w := newWorld(t, func(c *web.Config) { c.LoginEnd = end })
	ada, _ := w.signedIn("Ada")
	for range 3 {
		w.pass(end/3 - time.Minute)
		ada.want(http.StatusOK, "GET", "/api/v1/me", "")
	}
	w.pass(4 * time.Minute)
	ada.want(http.StatusUnauthorized, "GET", "/api/v1/me", "")
}

// TestALoginEndsEarlierOnceThatIsSet: its use notes the end, by which connections are
// cut off as well.
func TestALoginEndsEarlierOnceThatIsSet(t *testing.T) {
	const end = 90 * 24 * time.Hour
	before := newWorld(t)
	ada, _ := before.signedIn("Ada")
	cookie := cookieOf(t, ada)
	w := newWorld(t, func(c *web.Config) {
		c.LoginEnd, c.API.Store, c.Logins, c.API.Clock = end, before.store, before.logins, before.clock
	})
	got := w.browser().want(http.StatusOK, "GET", "/api/v1/me", "", "Cookie", cookie).Cookies()
	if len(got) != 1 || got[0].MaxAge > int(end.Seconds()) {
		t.Errorf("got cookies %v, want one for %v at most", got, end)
	}
	if got := w.browser().want(http.StatusOK, "GET", "/api/v1/me", "", "Cookie", cookie).Cookies(); len(got) != 0 {
		t.Errorf("at once after that: got cookies %v, want none", got)
	}
}

// TestAnAPITokenActsForItsUser, and decides alone.
func TestAnAPITokenActsForItsUser(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	w.must(w.store.CreateAPIToken(t.Context(), people.APIToken{
		ID: "t1", UserID: adaUser.ID, Name: "backup", TokenHash: people.HashToken("secret"), CreatedAt: w.clock(),
	}))
	program := w.browser()
	program.bearer = "secret"
	if got := in[user](t, program.want(http.StatusOK, "GET", "/api/v1/me", "")); got != adaUser {
		t.Errorf("got %+v, want %+v", got, adaUser)
	}
	if got := cookieJar(program); len(got) != 0 {
		t.Errorf("a token got cookies %v, want none", got)
	}
	kept := cookieOf(t, ada)
	ada.bearer = "secret"
	ada.want(http.StatusNoContent, "POST", "/api/v1/sign-out", "")
	w.browser().want(http.StatusOK, "GET", "/api/v1/me", "", "Cookie", kept)
	w.browser().want(http.StatusUnauthorized, "GET", "/api/v1/me", "", "Cookie", kept, "Authorization", "Bearer wrong")
}

// TestAnotherSitesPageIsRefused although the browser would send the cookie.
func TestAnotherSitesPageIsRefused(t *testing.T) {
	w := newWorld(t)
	ada, _ := w.signedIn("Ada")
	for _, headers := range [][]string{
		{"Sec-Fetch-Site", "cross-site"},
		{"Origin", "http://elsewhere.test"},
	} {
		wantProblem(t, ada.want(http.StatusForbidden, "PATCH", "/api/v1/me", `{"name":"Eve"}`, headers...))
	}
	ada.want(http.StatusOK, "PATCH", "/api/v1/me", `{"name":"Ada L."}`, "Sec-Fetch-Site", "same-origin")
	// Behind a proxy the Host header may be another than the public one.
	ada.want(http.StatusOK, "PATCH", "/api/v1/me", `{"name":"Ada"}`, "Origin", "http://practice.test")
}

// TestAUserChoosesAName, and an empty one is refused in words.
func TestAUserChoosesAName(t *testing.T) {
	w := newWorld(t)
	ada, _ := w.signedIn("Ada")
	if got, want := in[user](t, ada.want(http.StatusOK, "PATCH", "/api/v1/me", `{"name":"  Ada\t Lovelace "}`)).Name, "Ada Lovelace"; got != want {
		t.Errorf("name: got %q, want %q", got, want)
	}
	if got, want := in[user](t, ada.want(http.StatusOK, "GET", "/api/v1/me", "")).Name, "Ada Lovelace"; got != want {
		t.Errorf("name kept: got %q, want %q", got, want)
	}
	p := wantProblem(t, ada.want(http.StatusUnprocessableEntity, "PATCH", "/api/v1/me", `{"name":"  "}`))
	if len(p.Errors) != 1 || p.Errors[0].Location != "body.name" {
		t.Errorf("got errors %+v, want one at body.name", p.Errors)
	}
}

func cookieJar(b *browser) []*http.Cookie {
	at, _ := url.Parse(b.w.url)
	return b.client.Jar.Cookies(at)
}

func cookieOf(t *testing.T, b *browser) string {
	t.Helper()
	cookies := cookieJar(b)
	if len(cookies) != 1 {
		t.Fatalf("got cookies %v, want one", cookies)
	}
	return strings.TrimSpace(cookies[0].String())
}

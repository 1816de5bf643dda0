package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// listed is a page of a list of things with IDs.
type listed struct {
	Clips, Sessions []struct{ ID string }
	Next            string
}

func (l listed) ids() []string {
	var ids []string
	for _, thing := range append(l.Clips, l.Sessions...) {
		ids = append(ids, thing.ID)
	}
	return ids
}

// pages asks for page after page.
func (b *browser) pages(path string) (all []string, pages int) {
	b.w.t.Helper()
	for address := path; ; pages++ {
		page := in[listed](b.w.t, b.want(http.StatusOK, "GET", address, ""))
		all = append(all, page.ids()...)
		if page.Next == "" || pages > 10 {
			return all, pages + 1
		}
		address = path + "&after=" + url.QueryEscape(page.Next)
	}
}

// TestListsHavePages, which together are the whole list, in both orders.
func TestListsHavePages(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	var clips, made []string
	for i := range 5 {
		s := ada.create(solo)
		id := fmt.Sprintf("clip-%d", i)
		w.clip(adaUser, s, id)
		clips, made = append(clips, id), append(made, s.ID)
		w.pass(time.Minute)
	}
	newestClips, newestMade := slices.Clone(clips), slices.Clone(made)
	slices.Reverse(newestClips)
	slices.Reverse(newestMade)
	for _, c := range []struct {
		path  string
		want  []string
		pages int
	}{
		{"/api/v1/clips?limit=2&order=newest", newestClips, 3},
		{"/api/v1/clips?limit=2&order=oldest", clips, 3},
		{"/api/v1/clips?limit=5", newestClips, 1},
		{"/api/v1/clips?limit=4", newestClips, 2},
		{"/api/v1/clips?limit=200", newestClips, 1},
		{"/api/v1/sessions?limit=2", newestMade, 3},
		{"/api/v1/sessions?limit=100", newestMade, 1},
	} {
		got, pages := ada.pages(c.path)
		if diff := cmp.Diff(c.want, got); diff != "" || pages != c.pages {
			t.Errorf("%s: got %d pages, want %d (-want +got):\n%s", c.path, pages, c.pages, diff)
		}
	}
}

// TestAPageSurvivesWhatItFollows: the clip behind which it begins is deleted, and
// another one comes.
func TestAPageSurvivesWhatItFollows(t *testing.T) {
	w := newWorld(t)
	ada, adaUser := w.signedIn("Ada")
	s := ada.create(solo)
	for i := range 4 {
		w.clip(adaUser, s, fmt.Sprintf("clip-%d", i))
		w.pass(time.Minute)
	}
	first := in[listed](t, ada.want(http.StatusOK, "GET", "/api/v1/clips?limit=2", ""))
	ada.want(http.StatusOK, "DELETE", "/api/v1/clips/clip-2", "")
	w.clip(adaUser, s, "new")
	second := in[listed](t, ada.want(http.StatusOK, "GET", "/api/v1/clips?limit=2&after="+url.QueryEscape(first.Next), ""))
	if diff := cmp.Diff([]string{"clip-1", "clip-0"}, second.ids()); diff != "" || second.Next != "" {
		t.Errorf("second page, next %q (-want +got):\n%s", second.Next, diff)
	}
}

// TestAPageThatCannotBe is refused in words, for the parameter that is at fault.
func TestAPageThatCannotBe(t *testing.T) {
	w := newWorld(t)
	ada, _ := w.signedIn("Ada")
	for _, query := range []string{"after=nonsense", "after=MTIgYQA", "after=" + strings.Repeat("A", 201), "limit=0", "limit=201", "limit=many", "limit=-1"} {
		name, _, _ := strings.Cut(query, "=")
		for _, list := range []string{"clips", "sessions"} {
			p := wantProblem(t, ada.want(http.StatusUnprocessableEntity, "GET", "/api/v1/"+list+"?"+query, ""))
			if p.Code != "invalid" || len(p.Errors) != 1 || p.Errors[0].Location != "query."+name || !strings.Contains(strings.ToLower(p.Detail), name) {
				t.Errorf("%s of %s: got %+v", query, list, p)
			}
		}
	}
	if p := wantProblem(t, ada.do("GET", "/api/v1/clips?after=nonsense", "")); p.Detail != "After is not the next of a page: send that as it came, or leave it out for the first page." {
		t.Errorf("got detail %q", p.Detail)
	}
}

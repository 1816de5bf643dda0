package nodes

import (
	"testing"
	"time"
)

// A lease runs out only when the database answered again and again for a whole
// lifetime and it was the same each time.
func TestALeaseRunsOutBeforeTheEyes(t *testing.T) {
	const lifetime, longest = 15 * time.Second, 6 * time.Second
	still := Lease{Name: "session/s", Node: "a", Term: "t", Beat: 4}
	begin := time.Now()
	type look struct {
		asked, answered int // seconds
		beat            int64
	}
	every3s := []look{{0, 0, 4}, {3, 3, 4}, {6, 6, 4}, {9, 9, 4}, {12, 12, 4}}
	for name, test := range map[string]struct {
		looks []look
		want  bool
	}{
		"never seen":              {nil, false},
		"seen once":               {[]look{{100, 100, 4}}, false},
		"not for long enough":     {every3s, false},
		"for a lifetime":          {append(every3s, look{15, 15, 4}), true},
		"renewed":                 {append(every3s, look{15, 15, 5}, look{18, 18, 5}), false},
		"renewed, then a while":   {append(every3s, look{15, 15, 5}, look{20, 20, 5}, look{25, 25, 5}, look{30, 30, 5}), true},
		"the database stood":      {append(every3s, look{75, 75, 4}, look{78, 78, 4}), false},
		"an answer took a minute": {append(every3s, look{15, 75, 4}), false},
		"answers that take long":  {[]look{{0, 3, 4}, {3, 8, 4}, {8, 13, 4}, {13, 18, 4}, {18, 23, 4}}, false},
		"stood, then a lifetime":  {append(every3s, look{75, 75, 4}, look{80, 80, 4}, look{85, 85, 4}, look{90, 90, 4}), true},
		"an overtaken answer":     {append(every3s, look{15, 15, 5}, look{14, 16, 4}, look{18, 18, 5}), false},
	} {
		t.Run(name, func(t *testing.T) {
			s := sightings{lifetime: lifetime, longest: longest}
			for _, l := range test.looks {
				lease := still
				lease.Beat = l.beat
				s.look(begin.Add(time.Duration(l.asked)*time.Second), begin.Add(time.Duration(l.answered)*time.Second), []Lease{lease})
			}
			lease, got := s.ranOut(still.Name)
			if got != test.want || got && lease.Node != "a" {
				t.Errorf("got %+v, %t, want run out %t", lease, got, test.want)
			}
		})
	}
}

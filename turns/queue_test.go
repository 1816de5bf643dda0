package turns

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// taken are the turns in the order in which they were had.
type taken struct {
	mu  sync.Mutex
	who []string
}

func (o *taken) add(who string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.who = append(o.who, who)
}

func (o *taken) all() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.who)
}

// enter asks for a turn that lasts a second, and notes whose it was.
func enter(t *testing.T, q *Queue, who string, order *taken) {
	t.Helper()
	go func() {
		done, err := q.Enter(context.Background(), who)
		if err != nil {
			t.Error(err)
			return
		}
		order.add(who)
		time.Sleep(time.Second)
		done()
	}()
	synctest.Wait()
}

func TestWhoAsksForMuchHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(1, 1)
		var order taken
		for range 4 {
			enter(t, q, "ada", &order)
		}
		for range 3 {
			enter(t, q, "bob", &order)
		}
		enter(t, q, "eve", &order)
		time.Sleep(time.Minute)
		want := []string{"ada", "ada", "bob", "eve", "ada", "bob", "ada", "bob"}
		if diff := cmp.Diff(want, order.all()); diff != "" {
			t.Errorf("order of the turns (-want +got):\n%s", diff)
		}
		q.mu.Lock()
		defer q.mu.Unlock()
		if len(q.asking) != 0 || q.running != 0 {
			t.Errorf("afterwards: %d are remembered and %d running, want none", len(q.asking), q.running)
		}
	})
}

func TestEachHasNoMoreThanItsShare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(3, 2)
		var order taken
		for range 5 {
			enter(t, q, "ada", &order)
		}
		if got := len(order.all()); got != 2 {
			t.Errorf("of 5 turns of one who may have 2: %d are had", got)
		}
		for i := range 3 {
			enter(t, q, fmt.Sprint(i), &order)
		}
		if got := len(order.all()); got != 3 {
			t.Errorf("of 3 turns in all %d are had", got)
		}
		time.Sleep(time.Minute)
		if got := len(order.all()); got != 8 {
			t.Errorf("in the end: %d of 8 turns were had", got)
		}
	})
}

func TestWhoGoesAwayIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(1, 1)
		done, err := q.Enter(t.Context(), "ada")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := q.Enter(ctx, "bob"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a turn that does not come: got %v, want the context's end", err)
		}
		done()
		if done, err = q.Enter(t.Context(), "eve"); err != nil {
			t.Fatal(err)
		}
		done()
		if len(q.asking) != 0 {
			t.Errorf("%d are remembered, want none", len(q.asking))
		}
	})
}

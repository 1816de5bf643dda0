package closing_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"practice/closing"
)

func TestWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var running sync.WaitGroup
		running.Go(func() { time.Sleep(2 * time.Second) })
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := closing.Wait(ctx, &running); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("before it is done: got %v, want %v", err, context.DeadlineExceeded)
		}
		if err := closing.Wait(t.Context(), &running); err != nil {
			t.Errorf("when it is done: got %v", err)
		}
	})
}

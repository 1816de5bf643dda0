package web_test

import (
	"context"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/alexedwards/scs/v2/memstore"
)

type ctxStore struct{ *memstore.MemStore }

func (c ctxStore) DeleteCtx(_ context.Context, t string) error               { return c.Delete(t) }
func (c ctxStore) FindCtx(_ context.Context, t string) ([]byte, bool, error) { return c.Find(t) }
func (c ctxStore) CommitCtx(_ context.Context, t string, b []byte, e time.Time) error {
	return c.Commit(t, b, e)
}

func openStore(t *testing.T) (store, scs.CtxStore) {
	return newMemory(), ctxStore{memstore.NewWithCleanupInterval(0)}
}

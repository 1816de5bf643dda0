package etag_test

import (
	"testing"

	"practice/etag"
)

func TestConditions(t *testing.T) {
	for _, tt := range []struct {
		conditions []string
		tag        string
		match      bool
		noneMatch  bool
	}{
		{nil, `"a"`, false, false},
		{[]string{`"a"`}, `"a"`, true, true},
		{[]string{`"b", "a"`}, `"a"`, true, true},
		{[]string{`"b"`, `"a"`}, `"a"`, true, true},
		{[]string{`*`}, `"a"`, true, true},
		{[]string{`W/"a"`}, `"a"`, false, true},
		{[]string{`W/"a"`}, `W/"a"`, false, true},
		{[]string{`"b"`}, `"a"`, false, false},
	} {
		if got := etag.Match(tt.conditions, tt.tag); got != tt.match {
			t.Errorf("Match(%q, %s): got %v, want %v", tt.conditions, tt.tag, got, tt.match)
		}
		if got := etag.NoneMatch(tt.conditions, tt.tag); got != tt.noneMatch {
			t.Errorf("NoneMatch(%q, %s): got %v, want %v", tt.conditions, tt.tag, got, tt.noneMatch)
		}
	}
}

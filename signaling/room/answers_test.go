package room

import (
	"strconv"
	"testing"
)

func TestASeatRemembersItsLastRequests(t *testing.T) {
	var a answers
	for i := range remembered + 1 {
		if _, again := a.recall(strconv.Itoa(i)); again {
			t.Errorf("request %d counts as known", i)
		}
	}
	if _, again := a.recall("1"); !again {
		t.Errorf("of %d requests the last %d are not remembered", remembered+1, remembered)
	}
	if _, again := a.recall("0"); again {
		t.Errorf("%d requests are remembered, want %d", remembered+1, remembered)
	}
	if len(a.byID) != remembered || len(a.order) != remembered {
		t.Errorf("%d answers and %d ids are kept, want %d", len(a.byID), len(a.order), remembered)
	}
}

package api

import (
	"time"

	"practice/cursor"
	"practice/problem"
)

// placeIn returns where a page begins, of the parameter after.
func placeIn(after string) (cursor.Cursor, error) {
	place, err := cursor.Parse(after)
	if err != nil {
		return place, problem.OnQuery("after", "is not the next of a page: send that as it came, or leave it out for the first page")
	}
	return place, nil
}

// pageOf cuts a page out of one row more than it holds, and returns the cursor of
// the page that follows; that is empty for the last one.
func pageOf[T any](rows []T, limit int, place func(T) (created time.Time, id string)) (page []T, next string) {
	if len(rows) <= limit {
		return rows, ""
	}
	created, id := place(rows[limit-1])
	return rows[:limit], cursor.Cursor{At: created, ID: id}.String()
}

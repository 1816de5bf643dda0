package database

import (
	"context"
	"errors"
	"fmt"

	"practice/database/gen"
	"practice/sessions"
)

// stored is what can change of a session, as it is stored.
type stored struct {
	questions string
	door      string
	course    gen.SaveCourseParams
	seats     []gen.AddParticipantParams
}

// storedOf returns what is stored of the session.
func storedOf(s *sessions.Session) (stored, error) {
	questions, err := questionsToJSON(s.Questions)
	if err != nil {
		return stored{}, err
	}
	clock, err := clockToJSON(s.Clock)
	if err != nil {
		return stored{}, err
	}
	door, err := doorToJSON(s.Door)
	if err != nil {
		return stored{}, err
	}
	out := stored{questions: questions, door: door, course: gen.SaveCourseParams{
		ID: s.ID, Clock: clock, Leg: int64(s.Leg), StartedMs: millis(s.Clock.StartedAt()), EndedMs: millis(s.EndedAt), EndReason: string(s.EndReason),
	}}
	for seat, p := range s.Participants {
		out.seats = append(out.seats, gen.AddParticipantParams{
			SessionID: s.ID, UserID: p.UserID, Seat: int64(seat), Name: p.Name, Role: string(p.Role),
			JoinedMs: millis(p.JoinedAt), ConsentedMs: millis(p.ConsentedAt),
		})
	}
	return out, nil
}

// saveSession writes what differs from before.
func saveSession(ctx context.Context, q *gen.Queries, before stored, s *sessions.Session) error {
	after, err := storedOf(s)
	if err != nil {
		return err
	}
	if after.questions != before.questions {
		if err := q.SaveQuestions(ctx, gen.SaveQuestionsParams{ID: s.ID, Questions: after.questions}); err != nil {
			return err
		}
	}
	if after.door != before.door {
		if err := q.SaveDoor(ctx, gen.SaveDoorParams{ID: s.ID, Door: after.door}); err != nil {
			return err
		}
	}
	if after.course != before.course {
		if err := q.SaveCourse(ctx, after.course); err != nil {
			return err
		}
	}
	return saveSeats(ctx, q, before.seats, after.seats)
}

// saveSeats writes the seats that differ, and removes those that are not there
// any more.
func saveSeats(ctx context.Context, q *gen.Queries, before, after []gen.AddParticipantParams) error {
	if len(after) == 0 {
		return errors.New("a session has its creator as a participant")
	}
	left := make(map[string]gen.AddParticipantParams, len(before))
	for _, seat := range before {
		left[seat.UserID] = seat
	}
	for _, seat := range after {
		was, known := left[seat.UserID]
		delete(left, seat.UserID)
		var err error
		switch {
		case !known: // somebody with two seats is refused by the database
			err = q.AddParticipant(ctx, seat)
		case seat != was:
			err = q.SaveParticipant(ctx, gen.SaveParticipantParams(seat))
		}
		if err != nil {
			return fmt.Errorf("seat of user %q: %w", seat.UserID, err)
		}
	}
	for userID, seat := range left {
		if err := q.DeleteParticipant(ctx, gen.DeleteParticipantParams{SessionID: seat.SessionID, UserID: userID}); err != nil {
			return fmt.Errorf("give up the seat of user %q: %w", userID, err)
		}
	}
	return nil
}

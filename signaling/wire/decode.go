package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"practice/problem"
)

// kinds makes an empty message of each type of the page's.
func kinds(kind string) FromPage {
	switch kind {
	case TypeHello:
		return &Hello{}
	case TypeConsent, TypeSwapRoles, TypeEnd, TypeLeave, TypeWithdraw, TypeMicrophone:
		return &Plain{}
	case TypeStart:
		return &Start{}
	case TypeAdmit, TypeRefuse, TypeRemove:
		return &Door{}
	case TypeSync:
		return &Sync{}
	case TypeSkipStage:
		return &SkipStage{}
	case TypeTime:
		return &Time{}
	case TypeCopy:
		return &Copy{}
	case TypeOffer:
		return &Offer{}
	case TypeCandidate:
		return &Candidate{}
	}
	return nil
}

// Decode reads a message of a page. Whatever the bytes are, it answers with a
// message or an error, which names the message as far as it could be read: its
// code is [problem.Malformed], or [UnknownType]. Fields that a type does not
// have are ignored.
func Decode(data []byte) (FromPage, *Unread) {
	var head Plain
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, unread(Plain{}, "the message is not understood: %s", inWords(err))
	}
	if head.Type == "" {
		return nil, unread(Plain{}, "the message is not understood: it has no type")
	}
	if utf8.RuneCountInString(head.ID) > MaxID {
		return nil, unread(Plain{Type: shortType(head.Type)}, "the id of a message has at most %d characters", MaxID)
	}
	m := kinds(head.Type)
	if m == nil {
		return nil, &Unread{
			Plain{Type: shortType(head.Type), ID: head.ID},
			UnknownType.Say("there is no message of type %s", problem.Quote(head.Type)),
		}
	}
	if err := json.Unmarshal(data, m); err != nil {
		return nil, unread(head, "the message is not understood: %s", inWords(err))
	}
	if !whole(m) {
		return nil, unread(head, "the message is not understood: a %s without its content", head.Type)
	}
	return m, nil
}

// Unread is a message that has no effect, and why.
type Unread struct {
	// Head is what could be read of it.
	Head Plain
	Why  *problem.Error
}

func unread(head Plain, format string, args ...any) *Unread {
	return &Unread{head, problem.Malformed.Say(format, args...)}
}

// shortType is a type that the page invented, as far as it is told back.
func shortType(kind string) string { return problem.Shorten(kind, MaxID) }

// inWords says what is wrong with a message, without the words of Go's decoder.
func inWords(err error) string {
	if wrong, is := errors.AsType[*json.UnmarshalTypeError](err); is && wrong.Field != "" {
		return "its field " + problem.Quote(wrong.Field) + " has a value of another kind"
	}
	if broken, is := errors.AsType[*json.SyntaxError](err); is {
		return fmt.Sprintf("it is not JSON, from byte %d on", broken.Offset)
	}
	return "it is not an object with the fields that it needs"
}

// whole reports whether a message has what its type needs.
func whole(m FromPage) bool {
	switch m := m.(type) {
	case *Offer:
		return m.SDP != ""
	case *Time:
		return m.SentMS != "" && len(m.SentMS) <= MaxID
	case *SkipStage:
		return m.Stage != nil
	case *Door:
		return m.User != ""
	}
	return true
}

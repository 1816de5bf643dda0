package limits

import "net/http"

// mostTold is how many refusals are remembered.
const mostTold = 4096

// PersonBy is [Limiter.Person] for somebody who came by a credential, the hash of
// which is given; [Limiter.AddressBy] knows of a refusal.
func (l *Limiter) PersonBy(kind Kind, userID, credential string) error {
	wait := l.persons.take(kind, userID, l.now())
	if wait > 0 {
		l.mu.Lock()
		defer l.mu.Unlock()
		if len(l.told) >= mostTold {
			clear(l.told) // they are told again
		}
		l.told[holder{kind, credential}] = l.now().Add(wait)
	}
	return refusal(wait, tooOften)
}

// AddressBy is [Limiter.Address] for a request that comes with a credential. Whoever
// was told by [Limiter.PersonBy] when to come again, and comes before, hears it again,
// and does not count for their address, which is others' as well: one who does not
// heed it shuts nobody else out.
func (l *Limiter) AddressBy(kind Kind, r *http.Request, credential string) error {
	if err := l.stillRefused(holder{kind, credential}); err != nil {
		return err
	}
	return l.Address(kind, r)
}

func (l *Limiter) stillRefused(h holder) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	until, is := l.told[h]
	if !is {
		return nil
	}
	wait := until.Sub(l.now())
	if wait <= 0 {
		delete(l.told, h)
	}
	return refusal(wait, tooOften)
}

package people

import (
	"context"
	"fmt"
	"time"

	"practice/problem"
)

// SignIn uses the link with this hash up and returns its user. A link without a
// user makes a full one: of the guest with ID guestID if that is not empty, else a
// new one with ID newID. A link that has a user, redeemed by a guest, hands the
// guest's clips to that user. It fails with [problem.NotFound] for an unknown or
// used link and with [problem.Expired] for an old one; a link that could not be
// redeemed stays good.
func SignIn(ctx context.Context, links Links, tokenHash, guestID, newID string, now time.Time) (user User, err error) {
	err = links.Redeem(ctx, func(tx Redeeming) error {
		link, err := tx.TakeSignInLink(ctx, tokenHash)
		if err != nil {
			return err
		}
		if !now.Before(link.ExpiresAt) {
			return fmt.Errorf("sign-in link: %w", problem.Expired)
		}
		user, err = holderOf(ctx, tx, link, guestID, newID, now)
		return err
	})
	return user, err
}

// holderOf returns the user that the holder of the link becomes.
func holderOf(ctx context.Context, tx Redeeming, link SignInLink, guestID, newID string, now time.Time) (User, error) {
	switch {
	case link.UserID != "":
		if guestID != "" {
			if err := tx.HandOverClips(ctx, guestID, link.UserID); err != nil {
				return User{}, err
			}
		}
		return tx.User(ctx, link.UserID)
	case guestID != "":
		if err := tx.PromoteGuest(ctx, guestID); err != nil {
			return User{}, err
		}
		return tx.User(ctx, guestID)
	}
	// Instants are kept to the millisecond.
	user := User{ID: newID, Name: link.Name, CreatedAt: now.Truncate(time.Millisecond).UTC()}
	return user, tx.CreateUser(ctx, user)
}

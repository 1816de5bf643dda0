package room

import (
	"practice/sessions"
	"practice/signaling/peer"
	"practice/signaling/wire"
)

// offer connects the page's voice and returns the answer. An offer of another
// connection replaces the one before: the page was loaded again.
func (r *Room) offer(userID, sdp string) (answer string, err error) {
	id, err := peer.OfferID(sdp)
	if err != nil {
		return "", err
	}
	place := r.seats[userID]
	if place.peer != nil && place.offer != id {
		r.dropPeer(userID)
	}
	if place.peer == nil {
		if place.peer, err = r.newPeer(userID); err != nil {
			return "", err
		}
		place.offer, place.voiceOf = id, place.access
		for _, l := range r.legs {
			if l.userID == userID && !l.ended {
				r.attach(l)
			}
		}
	}
	return place.peer.Answer(sdp)
}

func (r *Room) newPeer(userID string) (*peer.Peer, error) {
	var p *peer.Peer
	p, err := r.config.Network.NewPeer(peer.Events{
		Candidate: func(c peer.Candidate) {
			r.inbox.Post(func() { r.trickle(userID, p, c) })
		},
		Connected: func(connected bool) {
			r.inbox.Post(func() { r.connected(userID, p, connected) })
		},
	})
	if err == nil {
		r.config.Peers.Inc()
	}
	return p, err
}

// trickle sends a candidate to the page that has the seat now: an ICE restart
// may come over another socket than the first offer.
func (r *Room) trickle(userID string, p *peer.Peer, c peer.Candidate) {
	if place := r.seats[userID]; place != nil && place.peer == p && place.socket != nil {
		place.socket.Send(wire.Candidate{
			Type: wire.TypeCandidate, Candidate: c.Candidate, SDPMid: c.SDPMid, SDPMLineIndex: c.SDPMLineIndex,
		})
	}
}

// connected notes whether voices flow to and from the page.
func (r *Room) connected(userID string, p *peer.Peer, connected bool) {
	place := r.seats[userID]
	if place == nil || place.peer != p || place.hears == connected {
		return
	}
	place.hears = connected
	r.noteConnection(userID, connected)
	r.voiceMoved(connected)
	r.dropIfGone(userID)
	r.publish(nil)
}

// noteConnection lets the recording of a participant know whether its voice is
// connected.
func (r *Room) noteConnection(userID string, connected bool) {
	for _, l := range r.legs {
		if l.userID == userID && !l.ended {
			l.capture.Connected(connected)
		}
	}
}

// dropIfGone closes the connection to a page of which nothing is left. While the
// session runs it is kept: an outage may be long, and on the same connection the
// recording goes on to the sample.
func (r *Room) dropIfGone(userID string) {
	place := r.seats[userID]
	if place.socket == nil && !place.hears && r.session.State() != sessions.Running && !r.awaitsVoice() {
		r.dropPeer(userID)
	}
}

// connectVoices lets everybody hear everybody else who may be heard.
func (r *Room) connectVoices() {
	for id, place := range r.seats {
		if place.peer == nil {
			continue
		}
		var others []*peer.Peer
		for otherID, other := range r.seats {
			if otherID != id && other.peer != nil && r.heard(otherID) {
				others = append(others, other.peer)
			}
		}
		place.peer.Hear(others)
	}
}

// heard reports whether the others may hear a participant.
func (r *Room) heard(userID string) bool {
	p, err := r.session.Participant(userID)
	return err == nil && r.session.Heard(p)
}

// dropPeer closes the connection to the page. Closing waits for the network,
// so it happens beside the room.
func (r *Room) dropPeer(userID string) {
	place := r.seats[userID]
	if place == nil || place.peer == nil {
		return
	}
	gone := place.peer
	place.peer, place.hears = nil, false
	r.noteConnection(userID, false)
	r.connectVoices()
	gone.SetSink(nil)
	gone.SetReports(nil)
	r.config.Peers.Dec()
	r.finishing.Go(func() {
		if err := gone.Close(); err != nil {
			r.log.Debug("connection did not close cleanly", "err", err)
		}
	})
}

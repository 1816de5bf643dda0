package signaling_test

import (
	"time"

	"practice/signaling/peer"
	"practice/signaling/peer/peertest"
)

// call connects the page's voice through the socket and waits until it flows.
func (p *page) call(options peertest.Options) {
	p.t.Helper()
	options.Candidate = func(c peer.Candidate) {
		p.send(object{"type": "candidate", "candidate": c.Candidate, "sdp_mid": c.SDPMid, "sdp_mline_index": c.SDPMLineIndex})
	}
	browser, err := peertest.New(options)
	if err != nil {
		p.t.Fatal(err)
	}
	p.browser = browser
	// Its candidates may be sent from now on, so the offer goes first.
	p.writing.Lock()
	offer, err := browser.Offer(false)
	if err == nil {
		err = p.conn.WriteJSON(object{"type": "offer", "sdp": offer})
	}
	p.writing.Unlock()
	if err != nil {
		p.t.Fatal(err)
	}
	answer := p.next("the answer", func(m received) bool { return m.Type == "answer" })
	check(p.t, browser.Answer(answer.SDP), "take the answer")
	p.next("the connection", func(m received) bool {
		if m.Type == "candidate" {
			c := peer.Candidate{Candidate: m.Candidate, SDPMid: m.SDPMid, SDPMLineIndex: m.SDPMLineIndex}
			check(p.t, browser.AddCandidate(c), "take a candidate")
		}
		return m.tells() && m.Session.who(p.name).Hears
	})
}

func (p *page) hangUp() {
	if p.browser != nil {
		check(p.t, p.browser.Close(), "close the browser of "+p.name)
		p.browser = nil
	}
}

// speak says the name at the pace of speech until the end of the test.
func (p *page) speak() { p.say(p.name) }

// say repeats the words at the pace of speech until the end of the test.
func (p *page) say(words string) {
	browser := p.browser
	payload := append([]byte{0xF8}, words...) // TOC: CELT, 20 ms, mono (RFC 6716 section 3.1)
	over, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		pace := time.NewTicker(peertest.FrameDuration)
		defer pace.Stop()
		for {
			select {
			case <-over:
				return
			case <-pace.C:
				if p.pausing.Load() > 0 {
					p.pausing.Add(-1)
					continue
				}
				p.said.Add(1)
				_ = browser.Say(payload) // the connection may be closed meanwhile
			}
		}
	}()
	p.t.Cleanup(func() {
		close(over)
		<-ended
	})
}

// speaks waits until the microphone made so many more packets.
func (p *page) speaks(packets int32) {
	p.t.Helper()
	before := p.said.Load()
	eventually(p.t, p.name+" speaks", func() bool { return p.said.Load() >= before+packets })
}

// hears waits for a second of these words.
func (p *page) hears(words string) {
	p.t.Helper()
	deadline := time.After(patience)
	for heard := time.Duration(0); heard < time.Second; {
		select {
		case h := <-p.browser.Heard:
			if string(h.Packet.Payload[1:]) == words {
				heard += peertest.FrameDuration
			}
		case <-deadline:
			p.t.Fatalf("%s hears %s of %q within %s", p.name, heard, words, patience)
		}
	}
}

package recordings

import "time"

// leastGap is the shortest stretch without sound that is reported, in samples.
const leastGap = 960

// samplesOf rounds to the nearest.
func samplesOf(d time.Duration) int64 {
	const ms = int64(time.Millisecond)
	return int64(d)/ms*(SampleRate/1000) + (int64(d)%ms*(SampleRate/1000)+ms/2)/ms
}

// durationOf rounds up, so that samplesOf gives the samples back.
func durationOf(samples int64) time.Duration {
	return (time.Duration(samples)*time.Second + SampleRate - 1) / SampleRate
}
